import type { Node } from "#metadata";
import type { PlacedNode } from "./view.ts";

const before = (a: PlacedNode, b: PlacedNode): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1);

/**
 * The flat map of nodes as a tree, siblings by order. A node whose parent is gone stands at the top;
 * a node that contains itself by a detour is drawn once, at the top.
 */
export function placeNodes(nodes: Readonly<Record<string, Node>>): readonly PlacedNode[] {
  const placed = new Map<string, PlacedNode & { children: PlacedNode[] }>();
  for (const [id, node] of Object.entries(nodes)) placed.set(id, { ...node, id, children: [] });
  const top: PlacedNode[] = [];
  const reachesItself = (id: string): boolean => {
    const seen = new Set<string>([id]);
    for (let at = nodes[id]?.parent; at !== undefined && placed.has(at); at = nodes[at]?.parent) {
      if (seen.has(at)) return at === id;
      seen.add(at);
    }
    return false;
  };
  for (const node of placed.values()) {
    const parent = node.parent === undefined ? undefined : placed.get(node.parent);
    if (parent === undefined || reachesItself(node.id)) top.push(node);
    else parent.children.push(node);
  }
  for (const node of placed.values()) node.children.sort(before);
  return top.sort(before);
}
