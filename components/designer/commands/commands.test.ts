import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document, Json } from "#metadata";
import { perform } from "../behaviours/index.ts";
import { applyChanges, inverse } from "../changes.ts";
import { type DocumentKey, type Documents, sameDocuments, valueAt } from "../documents.ts";
import { emptyLog, record, redo, undo } from "../log.ts";
import { orderedIds } from "../order.ts";
import { type Command, execute } from "./index.ts";

const object = {
  kind: "object",
  id: "order",
  name: "order",
  label: { en: "Order", zh: "订单" },
  titleField: "number",
  fields: {
    f1: { name: "number", label: "Number", type: "text", order: "a0" },
    f2: { name: "amount", label: "Amount", type: "money", order: "a1", config: { currency: "CNY" } },
  },
} as const;
const form = {
  kind: "form",
  id: "order",
  name: "order",
  label: "Order",
  object: "order",
  nodes: {
    s1: { component: "section", order: "a0" },
    n1: { component: "field", parent: "s1", order: "a0", props: { field: "number" } },
    n2: { component: "field", parent: "s1", order: "a1", props: { field: "amount" } },
    s2: { component: "section", order: "a1", parent: "s1" },
    n3: { component: "text", parent: "s2", order: "a0" },
  },
} as const;
const table = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: "Pay",
  hit: "C",
  inputs: { i1: { name: "amount", label: "Amount", type: "number", order: "a0" } },
  outputs: { o1: { name: "method", label: "Method", type: "text", order: "a0" } },
  rows: {
    // written by hand: not keys of fractional indexing, and two of them equal
    r1: { order: "1", cells: { i1: { eq: 1 } }, out: { o1: "a" } },
    r2: { order: "2", out: { o1: "b" } },
    r3: { order: "2", out: { o1: "c" } },
  },
} as const;
const view = {
  kind: "view",
  id: "all",
  name: "all",
  label: "All",
  object: "order",
  columns: { c1: { field: "amount", order: "a0" } },
} as const;
const start: Documents = new Map<DocumentKey, Document>([
  ["object/order", object],
  ["form/order", form],
  ["table/pay", table],
  ["view/all", view],
]);

const done = (commands: Command | Command[], on: Documents = start): Documents => {
  const result = perform(on, Array.isArray(commands) ? commands : [commands]);
  if (result === undefined) throw new Error("cannot be done");
  return result.documents;
};

describe("set", () => {
  test("makes missing parents and takes them away again", () => {
    const changes = execute(start, { do: "set", document: "table/pay", path: ["rows", "r2", "cells", "i1"], value: { eq: 5 } }) ?? [];
    expect(changes).toEqual([{ document: "table/pay", path: ["rows", "r2", "cells"], before: undefined, after: { i1: { eq: 5 } } }]);
    const after = applyChanges(start, changes) as Documents;
    expect(applyChanges(after, inverse(changes))?.get("table/pay")).toEqual(table);
  });
  test("of the same value changes nothing", () => {
    expect(execute(start, { do: "set", document: "object/order", path: ["label"], value: { zh: "订单", en: "Order" } })).toEqual([]);
  });
  test("in a document that is not there cannot be done", () => {
    expect(execute(start, { do: "set", document: "object/none", path: ["label"], value: "x" })).toBeUndefined();
  });
  test("does not write through a prototype", () => {
    const after = done({ do: "set", document: "object/order", path: ["fields", "__proto__"], value: { name: "x" } });
    expect(({} as Record<string, unknown>)["name"]).toBeUndefined();
    expect(Object.getPrototypeOf(valueAt(after.get("object/order"), ["fields"]))).toBe(Object.prototype);
  });
});

describe("move", () => {
  test("changes the moved item's own order and nothing else", () => {
    const changes = execute(start, { do: "move", document: "form/order", path: ["nodes"], id: "n2", before: "n1" }) ?? [];
    expect(changes.map((change) => change.path)).toEqual([["nodes", "n2", "order"]]);
  });
  test("renumbers siblings whose keys leave no room", () => {
    const after = done({ do: "move", document: "table/pay", path: ["rows"], id: "r1", before: "r3" });
    expect(orderedIds(valueAt(after.get("table/pay"), ["rows"]))).toEqual(["r2", "r1", "r3"]);
  });
  test("never into itself", () => {
    expect(execute(start, { do: "move", document: "form/order", path: ["nodes"], id: "s1", parent: "s2", before: null })).toBeUndefined();
  });
  test("to the place where it stands is nothing", () => {
    expect(execute(start, { do: "move", document: "form/order", path: ["nodes"], id: "n1", before: "n2" })).toEqual([]);
  });
});

describe("consequences", () => {
  test("a removed section takes everything inside along", () => {
    const after = done({ do: "remove", document: "form/order", path: ["nodes", "s1"] });
    expect(valueAt(after.get("form/order"), ["nodes"])).toEqual({});
  });
  test("a removed field leaves forms, views and the title", () => {
    const after = done([
      { do: "remove", document: "object/order", path: ["fields", "f2"] },
      { do: "remove", document: "object/order", path: ["fields", "f1"] },
    ]);
    expect(orderedIds(valueAt(after.get("form/order"), ["nodes"]))).toEqual(["n3", "s1", "s2"]);
    expect(valueAt(after.get("view/all"), ["columns"])).toEqual({});
    expect(valueAt(after.get("object/order"), ["titleField"])).toBeUndefined();
  });
  test("a renamed field is followed", () => {
    const after = done({ do: "set", document: "object/order", path: ["fields", "f1", "name"], value: "no" });
    expect(valueAt(after.get("form/order"), ["nodes", "n1", "props", "field"])).toBe("no");
    expect(valueAt(after.get("object/order"), ["titleField"])).toBe("no");
  });
  test("a removed column takes its cells along", () => {
    const after = done({ do: "remove", document: "table/pay", path: ["inputs", "i1"] });
    expect(valueAt(after.get("table/pay"), ["rows", "r1", "cells"])).toEqual({});
  });
  test("a removed object takes its form and view along", () => {
    expect([...done({ do: "remove", document: "object/order", path: [] }).keys()]).toEqual(["table/pay"]);
  });
});

describe("any sequence", () => {
  const keys: DocumentKey[] = ["object/order", "form/order", "table/pay", "view/all", "object/made"];
  const ids = fc.constantFrom("f1", "f2", "s1", "s2", "n1", "n2", "n3", "r1", "r2", "r3", "i1", "o1", "c1", "x1", "x2");
  const maps = fc.constantFrom<readonly string[]>(["fields"], ["nodes"], ["rows"], ["inputs"], ["outputs"], ["columns"]);
  const item = fc.record(
    {
      order: fc.constantFrom("a0", "a1", "Zz", "1", "q"),
      name: fc.constantFrom("number", "amount", "x"),
      parent: ids,
      component: fc.constant("text"),
    },
    { requiredKeys: ["order"] },
  );
  const document = fc.constantFrom(...keys);
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      do: fc.constant("set" as const),
      document,
      path: fc.oneof(
        fc.tuple(maps, ids, fc.constantFrom("name", "order", "label", "props")).map(([map, id, key]) => [...map, id, key]),
        fc.constantFrom(["label"], ["titleField"], ["rows", "r2", "cells", "i1"]),
      ),
      value: fc.oneof(fc.constantFrom<Json | undefined>("number", "amount", undefined, { en: "x" }), fc.jsonValue() as fc.Arbitrary<Json>),
    }),
    fc.record(
      {
        do: fc.constant("add" as const),
        document,
        path: maps,
        id: ids,
        value: item as fc.Arbitrary<never>,
        before: fc.option(ids, { nil: null }),
      },
      { requiredKeys: ["do", "document", "path", "id", "value"] },
    ) as fc.Arbitrary<Command>,
    fc.record({
      do: fc.constant("add" as const),
      document: fc.constant("object/made" as const),
      path: fc.constant([]),
      id: fc.constant("made"),
      value: fc.constant({ kind: "object", id: "made", name: "made", label: "Made", fields: {} }),
    }),
    fc.record(
      {
        do: fc.constant("move" as const),
        document,
        path: maps,
        id: ids,
        parent: fc.option(ids, { nil: null }),
        before: fc.option(ids, { nil: null }),
      },
      { requiredKeys: ["do", "document", "path", "id", "before"] },
    ) as fc.Arbitrary<Command>,
    fc.record({
      do: fc.constant("remove" as const),
      document,
      path: fc.oneof(
        fc.constant([]),
        fc.tuple(maps, ids).map(([map, id]) => [...map, id]),
      ),
    }),
  );

  test("undo takes every step back, redo does it again, whatever was done", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
        const states: Documents[] = [start];
        let log = emptyLog;
        for (const one of commands) {
          const before = states.at(-1) as Documents;
          const result = perform(before, [one]);
          if (result === undefined || result.changes.length === 0) continue;
          states.push(result.documents);
          log = record(log, { did: { key: "x" }, at: states.length * 10_000, changes: result.changes });
        }
        let here = states.at(-1) as Documents;
        for (let at = states.length - 2; at >= 0; at -= 1) {
          const step = undo(here, log);
          expect(step).toBeDefined();
          ({ documents: here, log } = step as NonNullable<typeof step>);
          expect(sameDocuments(here, states[at] as Documents)).toBe(true);
        }
        for (let at = 1; at < states.length; at += 1) {
          const step = redo(here, log);
          expect(step).toBeDefined();
          ({ documents: here, log } = step as NonNullable<typeof step>);
          expect(sameDocuments(here, states[at] as Documents)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("a command never changes the documents it was given", () => {
    const frozen = JSON.stringify([...start]);
    fc.assert(
      fc.property(command, (one) => {
        perform(start, [one]);
        expect(JSON.stringify([...start])).toBe(frozen);
      }),
    );
  });

  test("a moved item stands where it was put", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(8)), { minLength: 1, maxLength: 60 }), (moves) => {
        let now = start;
        const rows = ["r1", "r2", "r3"];
        for (const [index, id] of ["x1", "x2", "x3", "x4", "x5"].entries()) {
          now = done(
            { do: "add", document: "table/pay", path: ["rows"], id, value: { out: { o1: "z" } }, before: index % 2 ? "r2" : null },
            now,
          );
          if (index % 2) rows.splice(rows.indexOf("r2"), 0, id);
          else rows.push(id);
        }
        expect(orderedIds(valueAt(now.get("table/pay"), ["rows"]))).toEqual(rows);
        for (const [from, to] of moves) {
          const id = rows[from % rows.length] as string;
          const rest = rows.filter((row) => row !== id);
          const before = rest[to % (rest.length + 1)] ?? null;
          now = done({ do: "move", document: "table/pay", path: ["rows"], id, before }, now);
          rows.splice(0, rows.length, ...rest.toSpliced(before === null ? rest.length : rest.indexOf(before), 0, id));
          expect(orderedIds(valueAt(now.get("table/pay"), ["rows"]))).toEqual(rows);
        }
      }),
      { numRuns: 100 },
    );
  });
});
