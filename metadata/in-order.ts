/** Things of a by-id map in their order. */
export function inOrder<Value extends { readonly order: string }>(
  map: Readonly<Record<string, Value>>,
): (Value & { readonly id: string })[] {
  return Object.entries(map)
    .map(([id, value]) => ({ ...value, id }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}
