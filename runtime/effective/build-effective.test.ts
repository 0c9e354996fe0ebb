import { expect, test } from "vitest";
import { layerOf, type Document, type DocumentKey, type FormDocument, type ObjectDocument, type Patch } from "#metadata";
import { testLanguage } from "../drafts/testing-platform.ts";
import { buildCore, buildEffective } from "./build-effective.ts";
import type { Slot } from "./effective.ts";

const customer: ObjectDocument = {
  kind: "object",
  id: "c1",
  name: "customer",
  label: "Customer",
  fields: {
    f2: { name: "name", label: "Name", type: "text", order: "a1", indexed: true },
    f1: { name: "parent", label: "Parent", type: "reference", order: "a0", config: { object: "customer" } },
  },
};
const form = (name: string): FormDocument => ({ kind: "form", id: name, name, label: name, object: "customer", nodes: {} });

const build = (documents: readonly Document[], tenant: [DocumentKey, Patch][] = [], slots: [string, [string, Slot][]][] = []) =>
  buildEffective({
    tenantId: "t",
    revision: 3,
    language: testLanguage,
    packages: [layerOf("package:shop@1.0.0", documents)],
    tenant: new Map(tenant),
    slots: new Map(slots.map(([object, fields]) => [object, new Map(fields)])),
  });

test("objects are resolved: fields in order, types, settings, slots, who refers to them", () => {
  const { objects } = build([customer], [], [["c1", [["f2", { column: "s1", state: "ready" }]]]]);
  const object = objects.get("customer")!;
  expect(object.fields.map(({ id, name, slot }) => [id, name, slot])).toEqual([
    ["f1", "parent", undefined],
    ["f2", "name", { column: "s1", state: "ready" }],
  ]);
  expect(object.byName.get("parent")!.settings).toEqual({ object: "customer" });
  expect(object.byId.get("f2")!.fieldType.name).toBe("text");
  expect(object.referredBy).toEqual([{ object: "customer", field: "parent" }]);
});

test("everything is frozen, and what packages share is left as it was", () => {
  const effective = build([customer], [["object/c1", { set: { "/label": "Guest" }, remove: [] }]]);
  const object = effective.documents.object.get("customer")!;
  expect([object.label, customer.label]).toEqual(["Guest", "Customer"]);
  expect(object.fields).toBe(customer.fields);
  expect(() => Object.assign(object, { label: "x" })).toThrow(TypeError);
  expect(() => Object.assign(object.fields["f1"]!, { label: "x" })).toThrow(TypeError);
  expect(() => Object.assign(effective, { revision: 4 })).toThrow(TypeError);
});

test("the roles of the platform are there before any package", () => {
  const effective = build([]);
  expect([...effective.documents.role.keys()]).toEqual(["implementer", "operator", "customer"]);
  expect(effective.origins("role", "implementer")["/capabilities/design"]).toBe("platform");
  expect(effective.grant(["implementer"], "customer")).toBeUndefined();
  expect(build([customer]).grant(["implementer"], "customer")).toMatchObject({ read: true, delete: true });
  expect(build([customer]).grant(["nobody", "__proto__"], "customer")).toBeUndefined();
});

test("a field that this platform does not know is left out and told, and the rest stands", () => {
  const strange = {
    ...customer,
    fields: {
      ...customer.fields,
      f3: { name: "odd", label: "Odd", type: "hologram", order: "a2" },
      f4: { name: "cost", label: "Cost", type: "money", order: "a3" },
    },
  };
  const { objects, problems } = build([strange]);
  expect(objects.get("customer")!.fields.map(({ name }) => name)).toEqual(["parent", "name"]);
  expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
    "invalid_document /object/customer/fields/f3",
    "invalid_document /object/customer/fields/f4",
  ]);
  expect(build([customer]).problems).toEqual([]);
});

test("an object is shown by the form of its name, else by the first", () => {
  expect(build([customer, form("b"), form("a")]).formOf("customer")!.name).toBe("a");
  expect(build([customer, form("b"), form("customer"), form("a")]).formOf("customer")!.name).toBe("customer");
  expect(build([customer]).formOf("customer")).toBeUndefined();
});

test("what is worked out once is kept, even when it is nothing", () => {
  const effective = build([customer]);
  let made = 0;
  for (let time = 0; time < 3; time++) expect(effective.memo("k", () => (made++, undefined))).toBeUndefined();
  expect(made).toBe(1);
});

test("what follows from documents and slots alone is made once for tenants alike, within a bound; what a tenant remembers is his own", () => {
  const from = {
    revision: 3,
    language: testLanguage,
    packages: [layerOf("package:shop@1.0.0", [customer])],
    tenant: new Map(),
    slots: new Map(),
  };
  const core = buildCore(from);
  const [a, b] = ["a", "b"].map((tenantId) => buildEffective({ ...from, tenantId }, core));
  const other = buildEffective({ ...from, tenantId: "c" });
  let made = 0;
  const make = () => ++made;
  expect([a!.shared("x", make), b!.shared("x", make), a!.shared("x", make), other.shared("x", make)]).toEqual([1, 1, 1, 2]);
  expect([a!.memo("x", make), b!.memo("x", make)]).toEqual([3, 4]);
  for (let n = 0; n < 499; n++) a!.shared(`y${n}`, () => n);
  // that was used again, so another one went
  expect(b!.shared("x", make)).toBe(1);
  a!.shared("z", () => 0);
  expect(b!.shared("x", make)).toBe(1);
  expect(b!.shared("y0", () => "again")).toBe("again");
});
