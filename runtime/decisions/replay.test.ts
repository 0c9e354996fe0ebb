import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTable, columnOf, type Cell, type Json, type TableDocument, type TableInput } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { evaluator, lookAt } from "#runtime/rules";
import { concealerOf, isConcealed, tokenKey, type Concealed } from "./personal.ts";
import { replayDecision, type Logged } from "./replay.ts";
import { cellsOn, splitOf, standInsFor } from "./stand-in.ts";

const key = tokenKey("a secret of the tests", "tenant");
const at = Date.parse("2026-03-19T06:30:00Z");
const options = (...ids: string[]) => Object.fromEntries(ids.map((id, n) => [id, { label: id, order: `a${n}` }]));
const input = (name: string, type: TableInput["type"], order: string, more: Partial<TableInput> = {}): TableInput => ({
  name,
  label: name,
  type,
  order,
  personal: true,
  ...more,
});

const inputs: TableDocument["inputs"] = {
  ca: input("card", "text", "a0"),
  cu: input("customer", "text", "a1"),
  ti: input("tier", "enum", "a2", { options: options("gold", "silver", "none") }),
  vi: input("vip", "boolean", "a3"),
  bo: input("born", "date", "a4"),
  ta: input("tags", "set", "a5"),
  pr: input("person", "reference", "a6"),
};
const table = (
  rows: readonly Record<string, Cell>[],
  hit: TableDocument["hit"] = "R",
  more: Partial<TableDocument> = {},
): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit,
  inputs,
  outputs: { ou: { name: "out", label: "Out", type: "text", order: "a0" } },
  rows: Object.fromEntries(rows.map((cells, n) => [`r${n}`, { order: `a${String(n).padStart(3, "0")}`, cells, out: { ou: `o${n}` } }])),
  ...more,
});

/** What the log keeps of a decision, and the decision made again from that alone. */
function keepAndReplay(document: TableDocument, facts: Record<string, Json>) {
  const look = lookAt({ document, needs: { evaluator, bands: {}, options: {} } }, operators);
  const concealer = concealerOf(document, key);
  const decided = look.table.decide(facts, { at: new Date(at).toISOString() });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  const { outputs, hits, split, fallback } = decided.value;
  const logged: Logged = {
    facts: concealer.facts(facts, split?.bucket),
    at,
    outputs: concealer.outputs(outputs),
    hits,
    arm: split?.arm ?? null,
    fallback: fallback === true,
  };
  return { logged, decided: decided.value, again: replayDecision(look, logged, concealer) };
}

const people = ["ada", "bob", "mallory"];
const ids = ["0190f000-0000-7000-8000-000000000001", "0190f000-0000-7000-8000-000000000002"];
const presence = fc.constantFrom<Cell>({ missing: true }, { present: true });
const among = (values: readonly (string | boolean)[]): fc.Arbitrary<Cell> =>
  fc.oneof(
    fc.constantFrom(...values).map((eq): Cell => ({ eq })),
    fc.subarray([...values], { minLength: 1 }).map((list): Cell => ({ in: list })),
    fc.subarray([...values], { minLength: 1 }).map((list): Cell => ({ notIn: list })),
    presence,
  );
const cells = fc.record(
  {
    ca: fc.oneof(
      fc.subarray(["62", "4", "411111", "51"], { minLength: 1 }).map((prefix): Cell => ({ prefix })),
      presence,
    ),
    cu: among(people),
    ti: among(["gold", "silver", "none"]),
    vi: among([true, false]),
    bo: fc.oneof(
      fc
        .tuple(fc.constantFrom("1980-01-01", "1990-01-01", "2000-01-01"), fc.boolean())
        .map(([from, open]): Cell => ({ range: [open ? { from, to: null } : { from: null, to: from }] })),
      presence,
    ),
    ta: fc.oneof(
      fc.subarray(["vip", "new", "late"], { minLength: 1 }).map((hasAny): Cell => ({ hasAny })),
      fc.subarray(["vip", "new", "late"], { minLength: 1 }).map((hasAll): Cell => ({ hasAll })),
    ),
    pr: among(ids),
  },
  { requiredKeys: [] },
);
const facts = fc.record(
  {
    card: fc.constantFrom("6212345678901234", "4111111111111111", "4000", "5105105105105100", "9"),
    customer: fc.constantFrom(...people, "carol", "dave"),
    tier: fc.constantFrom("gold", "silver", "none"),
    vip: fc.boolean(),
    born: fc.constantFrom("1975-05-05", "1985-05-05", "1995-05-05", "2005-05-05", "1990-01-01"),
    tags: fc.subarray(["vip", "new", "other", "more"]),
    person: fc.constantFrom(...ids, "0190f000-0000-7000-8000-000000000009"),
  },
  { requiredKeys: [] },
);

describe("a decision whose facts are all personal", () => {
  it("is made again from tokens alone, to the same answer; nothing of the facts is kept that is longer than it may be", () => {
    fc.assert(
      fc.property(
        fc.array(cells, { minLength: 1, maxLength: 6 }),
        fc.constantFrom<TableDocument["hit"]>("R", "F"),
        facts,
        (rows, hit, given) => {
          const document = table(rows as Record<string, Cell>[], hit);
          expect(checkTable(document)).toEqual([]);
          const { logged, decided, again } = keepAndReplay(document, given as Record<string, Json>);
          expect(again.how).not.toBe("differs");
          expect(again.decided).toMatchObject({ ok: true, value: { outputs: decided.outputs, hits: decided.hits } });
          for (const value of Object.values(logged.facts)) {
            expect(isConcealed(value)).toBe(true);
            expect((value as { starts?: string }).starts?.length ?? 0).toBeLessThanOrEqual(6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("goes to the same arm and place of a split", () => {
    const routed = (n: number): TableDocument =>
      table([{}, {}], "C", {
        routing: {
          option: "ou",
          split: {
            key: "cu",
            arms: { one: { order: "a0", weight: n, options: ["o0"] }, two: { order: "a1", weight: 100 - n, options: ["o1"] } },
          },
        },
      });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.integer({ min: 5, max: 95 }), (customer, weight) => {
        const { decided, again } = keepAndReplay(routed(weight), { customer });
        expect(again.how).toBe("stand_in");
        expect(again.decided).toMatchObject({ ok: true, value: { outputs: decided.outputs, split: { arm: decided.split!.arm } } });
      }),
      { numRuns: 50 },
    );
  });

  it("is exact where the table names the values, and unsure where a cell asks for more than the log knows", () => {
    const known = keepAndReplay(table([{ cu: { in: people } }]), { customer: "ada" });
    expect(known.again.how).toBe("exact");
    const unknown = keepAndReplay(table([{ cu: { in: people } }]), { customer: "carol" });
    expect(unknown.again.how).toBe("stand_in");
    expect(unknown.again.unsure("customer", { in: people })).toBe(false);

    const long: Cell = { prefix: ["62123456"] };
    for (const card of ["6212345678901234", "6212349999999999", "5105105105105100"]) {
      const { decided, again } = keepAndReplay(table([{ ca: long }, {}]), { card });
      // what the log says of the answer tells apart what the first six characters do not
      expect(again.decided).toMatchObject({ value: { hits: decided.hits } });
      expect(again.unsure("card", long)).toBe(card.startsWith("621234"));
    }
    expect(
      keepAndReplay(table([{ bo: { range: [{ from: "1990-01-01", to: null }] } }]), { born: "1995-05-05" }).again.unsure("born", {
        range: [{ from: "1990-01-01", to: null }],
      }),
    ).toBe(true);
  });

  it("does not tell what was computed from them, and is compared without it", () => {
    const document = table([{}], "R", {
      outputs: {
        ou: { name: "out", label: "Out", type: "text", order: "a0" },
        he: { name: "hello", label: "Hello", type: "text", order: "a1" },
      },
      rows: { r0: { order: "a0", out: { ou: "x", he: { logic: { cat: ["hello ", { var: "customer" }] } } } } },
    });
    const { logged, decided, again } = keepAndReplay(document, { customer: "carol" });
    expect(decided.outputs).toEqual([{ out: "x", hello: "hello carol" }]);
    expect(logged.outputs).toEqual([{ out: "x", hello: { token: expect.any(String) } }]);
    expect(again.how).toBe("stand_in");
  });
});

describe("tokens", () => {
  it("come with how a text begins only where cells ask for it and there is more of it", () => {
    const one = concealerOf(table([{ ca: { prefix: ["62"] } }]), key);
    const starts = (facts: Record<string, Json>) => Object.values(one.facts(facts)).map((each) => (each as { starts?: string }).starts);
    expect(starts({ card: "6212345", customer: "carolina" })).toEqual(["621234", undefined]);
    expect(starts({ card: "621234" })).toEqual([undefined]);
  });

  it("are equal for equal values of one input, whatever form they were given in, and for nothing else", () => {
    const document = table([]);
    const [one, other] = [concealerOf(document, key), concealerOf(document, tokenKey("a secret of the tests", "another"))];
    const token = (value: Json, by = one, name = "born") => (by.facts({ [name]: value })[name] as { token: string }).token;
    expect(token("1990-01-01")).toBe(token("1990-01-01T12:00:00Z"));
    expect(token("1990-01-01")).not.toBe(token("1990-01-02"));
    expect(token("1990-01-01")).not.toBe(token("1990-01-01", other));
    expect(token("ada", one, "customer")).not.toBe(token("ada", one, "card"));
    expect(concealerOf({ ...document, id: "t2" }, key).token("customer", "ada")).not.toBe(one.token("customer", "ada"));
    expect(tokenKey("another secret", "tenant").equals(key)).toBe(false);
  });
});

it("that was kept under another secret is made again without the fact, where all that it can be has another token", () => {
  const document = table([{ vi: { eq: true } }, { da: { in: [1, 2] } }], "C", {
    inputs: { vi: inputs["vi"]!, da: input("day", "weekday", "a1") },
  });
  const look = lookAt({ document, needs: { evaluator, bands: {}, options: {} } }, operators);
  const facts = concealerOf(document, tokenKey("another secret", "tenant")).facts({ vip: true, day: 1 });
  const logged: Logged = { facts, at, outputs: [{ out: "o0" }, { out: "o1" }], hits: ["r0", "r1"], arm: null, fallback: false };
  expect(replayDecision(look, logged, concealerOf(document, key))).toMatchObject({ how: "differs", decided: { ok: true } });
});

it("makes no more stand-ins than are looked at", () => {
  const starts = Array.from({ length: 16 }, (_, n) => `c${n}`);
  const arms = { one: { order: "a0", weight: 1, options: ["o0"] }, two: { order: "a1", weight: 1, options: ["o1"] } };
  const document = table([{ cu: { in: starts } }], "C", { routing: { option: "ou", split: { key: "cu", arms } } });
  const concealer = concealerOf(document, key);
  // a place where none of the tried keys goes
  const kept = { ...(concealer.facts({ customer: "zoe" })["customer"] as object), bucket: -1 } as Concealed;
  const column = columnOf("cu", document.inputs["cu"]!, document, {});
  const standIn = standInsFor(column, cellsOn(document, "cu"), concealer.token);
  const begun = performance.now();
  const [first] = standIn(kept, splitOf(document, "one")).values;
  const one = performance.now() - begun;
  expect(first).toBeDefined();
  expect([...standIn(kept, splitOf(document, "one")).values]).toHaveLength(17);
  expect(performance.now() - begun).toBeGreaterThan(one * 4);
});
