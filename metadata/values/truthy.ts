/** Truth as JSON Logic has it: null, false, 0, "" and [] are not; "0", " " and {} are. NaN is not. */
export function truthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}
