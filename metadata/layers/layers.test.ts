import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document, DocumentOf } from "../documents/index.ts";
import type { ObjectDocument } from "../documents/object.ts";
import type { TableDocument } from "../documents/table.ts";
import type { ViewDocument } from "../documents/view.ts";
import type { Json } from "../value-type.ts";
import { applyPatch } from "./apply.ts";
import { describeChanges } from "./changes.ts";
import { diffDocument } from "./diff.ts";
import { foldLayers, layerOf, type DocumentKey, type Layer } from "./fold.ts";
import { mergePatches } from "./merge.ts";
import { canonicalJson, emptyPatch, isEmptyPatch, removal, sameJson, type Patch } from "./patch.ts";

const shop = new URL("../fixtures/shop/", import.meta.url);
const fixture = <D extends Document>(folder: string, name: string): D => {
  const kind = folder.slice(0, -1);
  return { kind, id: name, name, ...JSON.parse(readFileSync(new URL(`${folder}/${name}.json`, shop), "utf8")) } as D;
};
const all = ["objects", "forms", "pages", "views", "apps", "tables", "functions", "flows", "roles"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, shop)).map((file) => fixture(folder, file.slice(0, -".json".length))),
);

/** Objects as people and packages make them: few ids, so that edits meet. */
const id = fc.constantFrom("a", "b", "c", "d~1/x");
const leaf = fc.oneof(fc.constantFrom<Json>("x", "y", 1, true, null), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }));
const logic = fc.oneof(leaf, fc.record({ "==": fc.tuple(fc.record({ var: id }), leaf) }));
const text = fc.oneof(
  fc.constantFrom("T", "U"),
  fc.record({ en: fc.constantFrom("E", "F"), zh: fc.constantFrom("甲", "乙") }, { requiredKeys: [] }),
);
const field = fc.record(
  {
    name: id,
    label: text,
    type: fc.constantFrom("text", "number"),
    order: fc.constantFrom("a0", "a1"),
    config: fc.dictionary(id, leaf, { maxKeys: 3 }),
    default: logic,
    visible: logic,
  },
  { requiredKeys: ["name", "type", "order"] },
);
const objectDocument = fc.record(
  {
    kind: fc.constant("object"),
    id: fc.constant("o"),
    name: fc.constantFrom("o", "p"),
    label: text,
    fields: fc.dictionary(id, field, { maxKeys: 4 }),
    titleField: id,
  },
  { requiredKeys: ["kind", "id", "name", "label", "fields"] },
) as unknown as fc.Arbitrary<ObjectDocument>;
const maybe = fc.option(objectDocument, { nil: undefined });

describe("a patch", () => {
  test("made of two documents turns the first into the second", () => {
    fc.assert(
      fc.property(maybe, maybe, (base, edited) => {
        const before = structuredClone(base);
        const patch = diffDocument("object", base, edited);
        const applied = applyPatch("object", base, patch);
        expect(sameJson(applied.document, edited)).toBe(true);
        expect(applied.dropped).toEqual([]);
        expect(base).toEqual(before);
        expect(isEmptyPatch(patch)).toBe(sameJson(base, edited));
        // what is stored comes back from JSON
        expect(sameJson(applyPatch("object", base, JSON.parse(JSON.stringify(patch))).document, edited)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of every fixture's document against nothing is the document", () => {
    for (const document of all) {
      const patch = diffDocument(document.kind, undefined, document as never);
      expect(applyPatch(document.kind, undefined, patch).document).toEqual(document);
      expect(diffDocument(document.kind, document as never, structuredClone(document) as never)).toEqual({ set: {}, remove: [] });
    }
  });

  test("says a new row by its id and a moved one by its order alone", () => {
    const table = fixture<TableDocument>("tables", "methods");
    const edited: TableDocument = {
      ...table,
      rows: { ...table.rows, cash: { ...table.rows["cash"]!, order: "a9" }, jd: { order: "a5", out: { method: "card" } } },
    };
    expect(diffDocument("table", table, edited)).toEqual({
      set: { "/rows/cash/order": "a9", "/rows/jd": { order: "a5", out: { method: "card" } } },
      remove: [],
    });
  });

  test("sets expressions and cells whole", () => {
    const view = fixture<ViewDocument>("views", "sales");
    expect(diffDocument("view", view, { ...view, filter: { ">": [{ var: "amount" }, "2.00"] } }).set).toEqual({
      "/filter": { ">": [{ var: "amount" }, "2.00"] },
    });
    const table = fixture<TableDocument>("tables", "methods");
    const edited: TableDocument = {
      ...table,
      rows: { ...table.rows, cash: { ...table.rows["cash"]!, cells: { channel: { in: ["app", "web"] } } } },
    };
    expect(diffDocument("table", table, edited).set).toEqual({ "/rows/cash/cells/channel": { in: ["app", "web"] } });
    expect(applyPatch("table", table, diffDocument("table", table, edited)).document).toEqual(edited);
  });

  test("does not touch its base nor copy what it leaves alone", () => {
    const object = fixture<ObjectDocument>("objects", "sale");
    const applied = applyPatch("object", object, { set: { "/fields/note/label/en": "Remark" }, remove: [] }).document!;
    expect(applied.fields["note"]!.label).toEqual({ en: "Remark", zh: "备注" });
    expect(object.fields["note"]!.label).toEqual({ en: "Note", zh: "备注" });
    expect(applied.fields["amount"]).toBe(object.fields["amount"]);
    expect(applied.validations).toBe(object.validations);
  });

  test("cannot reach a prototype", () => {
    const object = fixture<ObjectDocument>("objects", "sale");
    const patch = JSON.parse(
      `{"set": {"/__proto__/polluted": 1, "/fields/constructor/prototype/polluted": 1}, "remove": ["/toString", "/fields/hasOwnProperty/x"]}`,
    ) as Patch;
    expect(applyPatch("object", object, patch)).toEqual({
      document: object,
      dropped: ["/__proto__/polluted", "/fields/constructor/prototype/polluted"],
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("layers", () => {
  const key: DocumentKey = "object/sale";
  const packaged = fixture<ObjectDocument>("objects", "sale");
  const tenant = (patch: Patch): Layer => ({ name: "tenant", patches: new Map([[key, patch]]) });
  const fold = (base: ObjectDocument, patch: Patch) => foldLayers([layerOf("package:shop@1", [base]), tenant(patch)]);

  test("keep the tenant's edits when the package below is upgraded", () => {
    fc.assert(
      fc.property(objectDocument, objectDocument, objectDocument, (first, edited, second) => {
        const patch = diffDocument("object", first, edited);
        const upgraded = foldLayers([
          layerOf("package", [second]),
          { name: "tenant", patches: new Map([["object/o" as DocumentKey, patch]]) },
        ]);
        const document = upgraded.byKey.get("object/o") as ObjectDocument;
        const dropped = new Set(upgraded.dropped.map(({ path }) => path));
        // a leaf that the tenant set holds, unless it was dropped, and told
        for (const [at, value] of Object.entries(patch.set)) {
          const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
          if (isMap || dropped.has(at)) continue;
          const names = at
            .slice(1)
            .split("/")
            .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
          expect(names.reduce<any>((each, name) => each[name], document)).toEqual(value);
        }
        for (const at of patch.remove.filter((each) => /^\/fields\/[^/]+$/.test(each))) {
          expect(document.fields).not.toHaveProperty([at.slice("/fields/".length).replaceAll("~1", "/").replaceAll("~0", "~")]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("meet in one element when both add it, property by property", () => {
    const added = { name: "city", label: "City", type: "text", order: "b0" };
    const patch: Patch = { set: { "/fields/city": { ...added, label: { en: "Town" }, required: true } }, remove: [] };
    const upgraded = { ...packaged, fields: { ...packaged.fields, city: { ...added, indexed: true } } };
    expect((fold(upgraded, patch).byKey.get(key) as ObjectDocument).fields["city"]).toEqual({
      ...added,
      label: { en: "Town" },
      required: true,
      indexed: true,
    });
  });

  test("tell what lost its place, and leave nothing half", () => {
    const { note: _, ...fields } = packaged.fields;
    const folded = fold(
      { ...packaged, fields },
      { set: { "/fields/note/label": "Remark", "/label": "Mine" }, remove: ["/fields/note/visible"] },
    );
    expect(folded.dropped).toEqual([{ layer: "tenant", key, path: "/fields/note/label" }]);
    expect((folded.byKey.get(key) as ObjectDocument).fields).not.toHaveProperty("note");
    expect(folded.documents.object.get("sale")!.label).toBe("Mine");
  });

  test("know where every property comes from", () => {
    const folded = fold(packaged, {
      set: { "/fields/note/label/en": "Remark", "/fields/city": { name: "city", label: "City", type: "text", order: "b0" } },
      remove: ["/fields/amount/indexed"],
    });
    const origins = folded.origins("object", "sale");
    expect(origins).toMatchObject({
      "/fields/note/label/en": "tenant",
      "/fields/note/label/zh": "package:shop@1",
      "/fields/city/label": "tenant",
      "/fields/note/visible": "package:shop@1",
    });
    expect(origins).not.toHaveProperty("/fields/amount/indexed");
    expect(folded.origins("object", "nothing")).toEqual({});
  });

  test("take a document away and bring it back", () => {
    expect(fold(packaged, removal).documents.object.size).toBe(0);
    expect(fold(packaged, emptyPatch).documents.object.get("sale")).toBe(packaged);
  });

  test("say when two documents want one name", () => {
    const twin = { ...packaged, id: "other" };
    const { problems, documents } = foldLayers([layerOf("a", [packaged]), layerOf("b", [twin])]);
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(["name_taken /object/sale/name"]);
    expect(documents.object.get("sale")).toBe(packaged);
  });
});

describe("two patches of one base", () => {
  const merge = (base: ObjectDocument, ours: DocumentOf["object"] | undefined, theirs: DocumentOf["object"] | undefined) =>
    mergePatches("object", base, diffDocument("object", base, ours), diffDocument("object", base, theirs));

  test("without a conflict give the same whichever comes first, and both edits hold", () => {
    let free = 0;
    fc.assert(
      fc.property(objectDocument, maybe, maybe, (base, ours, theirs) => {
        const one = merge(base, ours, theirs);
        const other = merge(base, theirs, ours);
        expect(one.conflicts).toEqual(other.conflicts);
        if (one.conflicts.length > 0) return;
        free++;
        const [a, b] = [one, other].map(({ patch }) => applyPatch("object", base, patch).document);
        expect(sameJson(a, b)).toBe(true);
        if (sameJson(base, theirs)) expect(sameJson(a, ours)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(free).toBeGreaterThan(50);
  });

  test("that set the same property to two values, or change what the other takes away, are in conflict, and ours stands", () => {
    const base = fixture<ObjectDocument>("objects", "sale");
    const label = (text: string): ObjectDocument => ({
      ...base,
      fields: { ...base.fields, note: { ...base.fields["note"]!, label: text } },
    });
    const { note: _, ...fields } = base.fields;
    const ours = merge(base, label("A"), label("B"));
    expect(ours.conflicts).toEqual(["/fields/note/label"]);
    expect(applyPatch("object", base, ours.patch).document).toEqual(label("A"));
    expect(merge(base, label("A"), { ...base, fields }).conflicts).toEqual(["/fields/note/label"]);
    expect(merge(base, { ...base, fields }, label("A")).conflicts).toEqual(["/fields/note/label"]);
    expect(merge(base, label("A"), undefined).conflicts).toEqual(["/fields/note/label"]);
    expect(applyPatch("object", base, merge(base, label("A"), undefined).patch).document).toEqual(label("A"));
    expect(merge(base, label("A"), label("A")).conflicts).toEqual([]);
    expect(merge(base, undefined, undefined).conflicts).toEqual([]);
  });
});

test("changes read as added, changed and removed, with both values", () => {
  const view = fixture<ViewDocument>("views", "sales");
  const { filter, ...rest } = view;
  expect(describeChanges("view", view, { ...rest, label: { en: "Every", zh: "全部" }, order: "a1" } as ViewDocument)).toEqual([
    { path: "/filter", change: "removed", before: filter },
    { path: "/label/en", change: "changed", before: "All", after: "Every" },
    { path: "/order", change: "added", after: "a1" },
  ]);
  expect(describeChanges("view", undefined, view)).toEqual([{ path: "", change: "added", after: view }]);
  expect(describeChanges("view", view, undefined)).toEqual([{ path: "", change: "removed", before: view }]);
});

test("equal values have one canonical text", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  fc.assert(fc.property(fc.jsonValue(), (value) => sameJson(JSON.parse(canonicalJson(value as Json)), JSON.parse(JSON.stringify(value)))));
});
