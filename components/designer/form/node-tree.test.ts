import { describe, expect, test } from "vitest";
import type { Field } from "#metadata";
import { components } from "#components/definitions";
import { fields } from "#metadata/vocabulary";
import {
  childrenOf,
  copyOf,
  fieldTypeFor,
  fieldsNotShown,
  inReadingOrder,
  isInside,
  newNode,
  nodeForField,
  settled,
  spotAt,
  stepOf,
} from "./node-tree.ts";

const nodes = {
  s: { component: "section", order: "a0" },
  a: { component: "text-input", parent: "s", order: "a0", props: { field: "number" } },
  b: { component: "text-input", parent: "s", order: "a1", props: { field: "note" } },
  t: { component: "section", order: "a1" },
};
const field = (name: string, type: string, order: string): Field => ({ name, label: name, type, order });

describe("a tree of nodes", () => {
  test("is read top to bottom", () => {
    expect(inReadingOrder(nodes).map(({ id, depth }) => `${depth}${id}`)).toEqual(["0s", "1a", "1b", "0t"]);
    expect(childrenOf(nodes, "s")).toEqual(["a", "b"]);
  });
  test("spots before, after, inside, one step", () => {
    expect(spotAt(nodes, "a", "after")).toEqual({ parent: "s", before: "b" });
    expect(spotAt(nodes, "b", "after")).toEqual({ parent: "s", before: null });
    expect(spotAt(nodes, "t", "inside")).toEqual({ parent: "t", before: null });
    expect(stepOf(nodes, "b", -1)).toEqual({ parent: "s", before: "a" });
    expect(stepOf(nodes, "b", 1)).toBeUndefined();
    expect(stepOf(nodes, "a", 1)).toEqual({ parent: "s", before: null });
    expect(settled(nodes, "a", { parent: "s", before: "a" })).toEqual({ parent: "s", before: "b" });
  });
  test("a copy takes along what is inside, under new ids", () => {
    let next = 0;
    const copies = copyOf(nodes, "s", () => `n${++next}`);
    expect(copies.map(({ id, value }) => [id, value["parent"]])).toEqual([
      ["n1", undefined],
      ["n2", "n1"],
      ["n3", "n1"],
    ]);
  });
  test("inside", () => {
    expect(isInside(nodes, "a", "s")).toBe(true);
    expect(isInside(nodes, "t", "s")).toBe(false);
  });
});

describe("placing", () => {
  test("every component that may be placed starts with props its own schema accepts", () => {
    for (const component of components.all) {
      const props = newNode(component, component.bound ? { field: "number" } : {}, () => "order")["props"] ?? {};
      expect(component.props.safeParse(props).success, `${component.name} ${JSON.stringify(props)}`).toBe(true);
    }
  });
  test("a field is placed with the component its type names", () => {
    for (const type of fields.all) {
      if (type.generated) continue;
      expect(nodeForField(field("x", type.name, "a0"), fields, components), type.name).toMatchObject({
        component: type.shownBy.edit,
        props: { field: "x" },
      });
    }
  });
  test("an input by itself makes a field of the type it edits", () => {
    expect(fieldTypeFor(components.get("money-input")!, fields)?.name).toBe("money");
    expect(fieldTypeFor(components.get("section")!, fields)).toBeUndefined();
  });
  test("fields that stand nowhere", () => {
    expect(
      fieldsNotShown(nodes, { f1: field("number", "text", "a0"), f2: field("z", "text", "a2"), f3: field("y", "text", "a1") }).map(
        ({ name }) => name,
      ),
    ).toEqual(["y", "z"]);
  });
});
