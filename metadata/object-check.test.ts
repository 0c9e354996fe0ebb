import { expect, test } from "vitest";
import { kindNames, type Document, type Kind } from "./documents/index.ts";
import type { Field, ObjectDocument } from "./documents/object.ts";
import { vocabulary } from "./fixtures/vocabulary.ts";
import { createLanguage, type DocumentSet } from "./language.ts";

const language = createLanguage(vocabulary);
const options = { open: { label: "Open", order: "a0" }, done: { label: "Done", order: "a1" } };

type Spec = Partial<Field> & { readonly type: string };
const objectOf = (name: string, specs: Readonly<Record<string, Spec>>, more: Partial<ObjectDocument> = {}): ObjectDocument => ({
  kind: "object",
  id: name,
  name,
  label: name,
  fields: Object.fromEntries(
    Object.entries(specs).map(([field, spec], index) => [field, { name: field, label: field, order: `a${index}`, ...spec } as Field]),
  ),
  ...more,
});
const setOf = (documents: readonly Document[]): DocumentSet =>
  Object.fromEntries(
    kindNames.map((kind) => [kind, new Map(documents.filter((each) => each.kind === kind).map((each) => [each.name, each]))]),
  ) as unknown as Record<Kind, never>;
const said = (...documents: Document[]) => [
  ...documents.flatMap((each) => {
    const read = language.parse(each.kind, each);
    return read.ok ? [] : read.problems.map(({ code, path }) => `${code} ${path}`);
  }),
  ...language.check(setOf(documents)).map(({ code, path }) => `${code} ${path}`),
];

const line = objectOf("line", {
  sale: { type: "master_detail", config: { object: "sale" } },
  other: { type: "reference", config: { object: "line" } },
  amount: { type: "money", config: { currency: "CNY" } },
  note: { type: "text" },
});
const sale = (specs: Readonly<Record<string, Spec>> = {}, more: Partial<ObjectDocument> = {}) =>
  objectOf(
    "sale",
    {
      name: { type: "text" },
      state: { type: "select", config: { options } },
      tags: { type: "tags" },
      shop: { type: "reference", config: { object: "shop" } },
      ...specs,
    },
    more,
  );
const shop = objectOf("shop", { name: { type: "text" }, size: { type: "select", config: { options } } });
const told = (specs: Readonly<Record<string, Spec>>, more: Partial<ObjectDocument> = {}) => [
  ...new Set(said(sale(specs, more), line, shop)),
];

test("what is well said", () => {
  expect(
    told(
      {
        total: {
          type: "roll_up",
          config: { object: "line", by: "sale", fn: "sum", field: "amount", filter: { "!=": [{ var: "note" }, "x"] } },
        },
        count: { type: "roll_up", config: { object: "line", by: "sale", fn: "count" }, indexed: true },
        lines: { type: "line_items", config: { object: "line", by: "sale" } },
        size: { type: "look_through", config: { reference: "shop", field: "size" } },
        twice: { type: "formula", config: { logic: { "+": [{ var: "count" }, 1] }, result: { type: "number" } } },
        above: { type: "tree" },
      },
      {
        uniques: { u: { order: "a0", fields: ["name", "shop"] } },
        duplicates: { d: { order: "a0", match: { name: "normalised" }, act: "ask" } },
        states: { field: "state", initial: ["open"], transitions: { t: { order: "a0", from: ["open"], to: "done" } } },
        search: { name: true, tags: true },
      },
    ),
  ).toEqual([]);
});

test("what a derived field is worked out from is there, and fits", () => {
  const rollUp = (config: Record<string, unknown>) =>
    told({ x: { type: "roll_up", config: { object: "line", by: "sale", fn: "sum", field: "amount", ...config } as never } });
  expect(rollUp({ object: "lines" })).toContain("unknown_name /object/sale/fields/x/config/object");
  expect(rollUp({ by: "sales" })).toEqual(["unknown_name /object/sale/fields/x/config/by"]);
  expect(rollUp({ by: "other" })).toEqual(["invalid_document /object/sale/fields/x/config/by"]);
  expect(rollUp({ by: "note" })).toEqual(["invalid_document /object/sale/fields/x/config/by"]);
  expect(rollUp({ field: "amout" })).toEqual(["unknown_name /object/sale/fields/x/config/field"]);
  expect(rollUp({ field: "note" })).toEqual(["invalid_document /object/sale/fields/x/config/fn"]);
  expect(rollUp({ field: "note", fn: "max" })).toEqual([]);
  expect(rollUp({ filter: { "==": [{ var: "name" }, "x"] } })).toEqual(["unknown_name /object/sale/fields/x/config/filter/==/0/var"]);
  const look = (config: Record<string, unknown>) => told({ x: { type: "look_through", config: config as never } });
  expect(look({ reference: "shop", field: "sice" })).toEqual(["unknown_name /object/sale/fields/x/config/field"]);
  expect(look({ reference: "name", field: "size" })).toEqual(["invalid_document /object/sale/fields/x/config/reference"]);
  expect(told({ x: { type: "formula", config: { logic: { var: "nmae" }, result: { type: "text" } } } })).toEqual([
    "unknown_name /object/sale/fields/x/config/logic/var",
  ]);
});

test("nobody writes a derived field, and a part has a whole", () => {
  expect(told({ x: { type: "created_at", indexed: true } })).toEqual(["invalid_document /object/sale/fields/x/indexed"]);
  const formula = { type: "formula", config: { logic: 1, result: { type: "number" } } };
  expect(told({ x: { ...formula, required: true, unique: true, default: 3 } })).toEqual(
    ["required", "unique", "default"].map((key) => `invalid_document /object/sale/fields/x/${key}`),
  );
  expect(said(objectOf("sale", { whole: { type: "master_detail", config: { object: "sale" }, required: false } }))).toEqual([
    "invalid_document /object/sale/fields/whole/required",
  ]);
});

test("uniques, duplicates, search and states name what they can use", () => {
  expect(told({}, { uniques: { u: { order: "a0", fields: ["name", "nmae"] } } })).toContain("unknown_name /uniques/u/fields/1");
  expect(told({}, { uniques: { u: { order: "a0", fields: ["name", "tags"] } } })).toEqual([
    "invalid_document /object/sale/uniques/u/fields/1",
  ]);
  expect(told({}, { uniques: { u: { order: "a0", fields: ["name", "name"] } } })).toEqual([
    "invalid_document /object/sale/uniques/u/fields/1",
  ]);
  expect(told({}, { duplicates: { d: { order: "a0", match: { tags: "exact" }, act: "refuse" } } })).toEqual([
    "invalid_document /object/sale/duplicates/d/match/tags",
  ]);
  expect(told({}, { search: { state: true } })).toEqual(["invalid_document /object/sale/search/state"]);
  expect(told({}, { states: { field: "name", transitions: {} } })).toEqual(["invalid_document /object/sale/states/field"]);
  expect(
    told(
      {},
      {
        states: {
          field: "state",
          initial: ["opne"],
          transitions: { t: { order: "a0", from: ["open"], to: "gone", roles: { boss: true } } },
        },
      },
    ),
  ).toEqual([
    "unknown_name /object/sale/states/transitions/t/roles/boss",
    "invalid_document /object/sale/states/initial/0",
    "invalid_document /object/sale/states/transitions/t/to",
  ]);
});

test("a component stands in only for what it can show", () => {
  expect(told({ x: { type: "text", component: "text-input" } })).toEqual([]);
  expect(told({ x: { type: "text", component: "text-imput" } })).toEqual(["invalid_document /object/sale/fields/x/component"]);
  expect(told({ x: { type: "number", component: "text-input" } })).toEqual(["invalid_document /object/sale/fields/x/component"]);
});

test("no role stands below itself", () => {
  const role = (name: string, under?: string): Document => ({
    kind: "role",
    id: name,
    name,
    label: name,
    ...(under === undefined ? {} : { under }),
  });
  expect(said(role("a"), role("b", "a"), role("c", "b"))).toEqual([]);
  expect(said(role("a", "c"), role("b", "a"), role("c", "b"), role("d", "a"))).toEqual(["invalid_document /role/a/under"]);
  expect(said(role("a", "nobody"))).toEqual(["unknown_name /role/a/under"]);
});
