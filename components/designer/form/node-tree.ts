import type { Component, Field, FieldType, Json, Node, Registry } from "#metadata";
import type { JsonObject } from "../documents.ts";
import { siblingsOf } from "../order.ts";
import { settingsOf } from "../schema-panel.ts";

export type Nodes = Readonly<Record<string, Node>>;

/** Where something is put: inside `parent` (null = top), before a sibling (null = last). */
export interface Spot {
  readonly parent: string | null;
  readonly before: string | null;
}

/** Children of a node (null = top) in order. A node whose parent is gone stands at the top, where it is drawn. */
export const childrenOf = (nodes: Nodes, parent: string | null): string[] =>
  siblingsOf(nodes as unknown as Json, parent === null ? undefined : { parent });

/** All nodes as a person reads them, top to bottom, with their depth. */
export function inReadingOrder(nodes: Nodes, parent: string | null = null, depth = 0): { readonly id: string; readonly depth: number }[] {
  return depth > 32 ? [] : childrenOf(nodes, parent).flatMap((id) => [{ id, depth }, ...inReadingOrder(nodes, id, depth + 1)]);
}

/** Whether a node stands inside another, or is it. */
export function isInside(nodes: Nodes, id: string | null, container: string): boolean {
  for (let here = id, steps = 0; here !== null && steps < 64; steps += 1) {
    if (here === container) return true;
    here = nodes[here]?.parent ?? null;
  }
  return false;
}

/** The spot before or after a node, or last inside it. */
export function spotAt(nodes: Nodes, id: string, side: "before" | "after" | "inside"): Spot {
  if (side === "inside") return { parent: id, before: null };
  const parent = nodes[id]?.parent ?? null;
  if (side === "before") return { parent, before: id };
  const siblings = childrenOf(nodes, parent);
  return { parent, before: siblings[siblings.indexOf(id) + 1] ?? null };
}

/** The spot one step up or down among its siblings; undefined at the end. */
export function stepOf(nodes: Nodes, id: string, by: -1 | 1): Spot | undefined {
  const parent = nodes[id]?.parent ?? null;
  const siblings = childrenOf(nodes, parent);
  const at = siblings.indexOf(id);
  if (by < 0) return at <= 0 ? undefined : { parent, before: siblings[at - 1] ?? null };
  return at < 0 || at >= siblings.length - 1 ? undefined : { parent, before: siblings[at + 2] ?? null };
}

/** The same spot when the moved node itself is the sibling it should stand before. */
export function settled(nodes: Nodes, id: string, spot: Spot): Spot {
  if (spot.before !== id) return spot;
  const siblings = childrenOf(nodes, spot.parent);
  return { parent: spot.parent, before: siblings[siblings.indexOf(id) + 1] ?? null };
}

/** Copies of a node and everything inside it under new ids; the copy's root comes first. */
export function copyOf(nodes: Nodes, id: string, fresh: () => string): { readonly id: string; readonly value: JsonObject }[] {
  const made = new Map<string, string>();
  const copies: { id: string; value: JsonObject }[] = [];
  const walk = (from: string, parent: string | undefined): void => {
    const node = nodes[from];
    if (node === undefined) return;
    const to = fresh();
    made.set(from, to);
    copies.push({ id: to, value: { ...(node as unknown as JsonObject), ...(parent === undefined ? {} : { parent }) } });
    for (const child of childrenOf(nodes, from)) walk(child, to);
  };
  walk(id, undefined);
  return copies;
}

/**
 * What a freshly placed component starts with: its own beginning, and the least its schema must have.
 * @param pick the first name that fits where a prop must name a field or document
 */
export function newNode(
  component: Component,
  props: JsonObject = {},
  pick: (what: string) => string | undefined = () => undefined,
): JsonObject {
  const needed: Record<string, Json> = {};
  const begun = { ...(component.initial as JsonObject | undefined), ...props };
  for (const setting of settingsOf(component.props)) {
    if (!setting.required || begun[setting.key] !== undefined) continue;
    if (setting.control.is === "choice" && setting.control.options[0]) needed[setting.key] = setting.control.options[0].value;
    else if (setting.control.is === "label") needed[setting.key] = component.label as Json;
    else if (setting.control.is === "number") needed[setting.key] = setting.control.least ?? 0;
    else if (setting.control.is === "pick") {
      const name = pick(setting.control.what);
      if (name !== undefined) needed[setting.key] = name;
    }
  }
  const all = { ...needed, ...begun };
  return { component: component.name, ...(Object.keys(all).length === 0 ? {} : { props: all }) };
}

/** The node that shows a field: with the component its type names. */
export function nodeForField(field: Field, types: Registry<FieldType>, components: Registry<Component>): JsonObject | undefined {
  const component = components.get(types.get(field.type)?.shownBy.edit ?? "");
  return component && newNode(component, { field: field.name });
}

/** The field type a component edits by nature: placing such a component makes a field of it. */
export const fieldTypeFor = (component: Component, types: Registry<FieldType>): FieldType | undefined =>
  component.bound === true ? types.all.find((type) => type.shownBy.edit === component.name) : undefined;

/** Fields of an object that no node shows. */
export function fieldsNotShown(nodes: Nodes, fields: Readonly<Record<string, Field>>): Field[] {
  const shown = new Set(Object.values(nodes).map(({ props }) => props?.["field"]));
  return Object.values(fields)
    .filter(({ name }) => !shown.has(name))
    .toSorted((one, other) => (one.order < other.order ? -1 : 1));
}
