import { describe, expect, it } from "vitest";
import { placeNodes } from "./place.ts";

const node = (order: string, parent?: string) => ({ component: "section", order, ...(parent === undefined ? {} : { parent }) });
const shape = (nodes: ReturnType<typeof placeNodes>): unknown[] => nodes.map((each) => [each.id, ...shape(each.children)]);

describe("placeNodes", () => {
  it("orders siblings by order, then by id", () => {
    expect(shape(placeNodes({ c: node("a1"), b: node("a0"), a: node("a1"), d: node("a0", "c") }))).toEqual([["b"], ["a"], ["c", ["d"]]]);
  });
  it("shows a node whose parent is gone", () => {
    expect(shape(placeNodes({ a: node("a0", "gone") }))).toEqual([["a"]]);
  });
  it("survives nodes that contain each other", () => {
    expect(shape(placeNodes({ a: node("a0", "b"), b: node("a1", "a"), c: node("a2", "a") }))).toEqual([["a", ["c"]], ["b"]]);
  });
});
