import { Decimal } from "decimal.js";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import type { RecordJson } from "../records/record.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "../records/testing.ts";
import { catchUp } from "./catch-up.ts";
import { derivedGraph } from "./effective-graph.ts";
import { formula, lookThrough, refers, rollUp } from "./testing.ts";

/* Random derived fields over three objects, random changes: what is stored is what an evaluation from nothing gives. */

const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_UP });
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** low refers to middle by "up", middle to high by "up", low to high by "side". */
const objects = ["high", "middle", "low"] as const;
type Name = (typeof objects)[number];
const references: Readonly<Record<Name, Readonly<Record<string, Name>>>> = {
  high: {},
  middle: { up: "high" },
  low: { up: "middle", side: "high" },
};
const ways: Readonly<Record<Name, readonly (readonly string[])[]>> = {
  high: [[]],
  middle: [[], ["up"]],
  low: [[], ["up"], ["side"], ["up", "up"]],
};

interface Made {
  readonly object: Name;
  readonly name: string;
  readonly scale: number;
  readonly how:
    | { readonly kind: "add" | "times" | "divide"; readonly a: readonly string[]; readonly b: readonly string[] }
    | { readonly kind: "look"; readonly path: readonly string[] }
    | {
        readonly kind: "sum" | "avg" | "min" | "max";
        readonly of: Name;
        readonly by: string;
        readonly field: string;
        readonly only: boolean;
      }
    | { readonly kind: "count"; readonly of: Name; readonly by: string; readonly only: boolean };
  readonly indexed: boolean;
}

const endOf = (from: Name, path: readonly string[]): Name => path.reduce<Name>((here, step) => references[here][step]!, from);

/** Each derived field reads plain fields and those made before it, so that there is no circle. */
function madeOf(seeds: readonly (readonly [number, number, number, number])[]): Made[] {
  const made: Made[] = [];
  const decimals = (object: Name) => [
    "n",
    "m",
    ...made.filter((each) => each.object === object && each.how.kind !== "count").map(({ name }) => name),
  ];
  const scaleAt = (object: Name, field: string) => made.find((each) => each.object === object && each.name === field)?.scale ?? 2;
  for (const [index, [a, b, c, d]] of seeds.entries()) {
    const object = objects[a % 3]!;
    const pick = (seed: number): readonly string[] => {
      const way = ways[object][seed % ways[object].length]!;
      const fields = decimals(endOf(object, way));
      return [...way, fields[(seed >> 3) % fields.length]!];
    };
    const parts = objects.flatMap((of) => Object.entries(references[of]).flatMap(([by, to]) => (to === object ? [{ of, by }] : [])));
    const one = { object, name: `d${index}`, indexed: d % 2 === 0 };
    const kind = b % 8;
    if (kind < 3) made.push({ ...one, scale: 2, how: { kind: (["add", "times", "divide"] as const)[kind]!, a: pick(c), b: pick(d) } });
    else if (kind === 3 && ways[object].length > 1) {
      const path = [c, c + 1, c + 2, c + 3].map(pick).find((each) => each.length === 2);
      if (path !== undefined) made.push({ ...one, scale: scaleAt(references[object][path[0]!]!, path[1]!), how: { kind: "look", path } });
    } else if (parts.length > 0) {
      const { of, by } = parts[c % parts.length]!;
      const fields = decimals(of);
      const field = fields[d % fields.length]!;
      const only = c % 3 === 0;
      if (kind === 7) made.push({ ...one, scale: 0, how: { kind: "count", of, by, only } });
      else {
        const fn = (["sum", "avg", "min", "max"] as const)[(b >> 3) % 4]!;
        const scale = scaleAt(of, field);
        made.push({ ...one, scale: fn === "avg" ? Math.min(8, scale + 4) : scale, how: { kind: fn, of, by, field, only } });
      }
    }
  }
  return made;
}

const open: Json = { "===": [{ var: "k" }, true] };
const plain = {
  n: { type: "decimal", config: { scale: 2 }, indexed: true },
  m: { type: "decimal", config: { scale: 2 } },
  k: { type: "boolean" },
  t: { type: "text" },
};

function specOf({ how, scale, indexed }: Made) {
  const operators = { add: "+", times: "*", divide: "/" } as const;
  const spec =
    "a" in how
      ? formula({ [operators[how.kind]]: [{ var: how.a.join(".") }, { var: how.b.join(".") }] }, "decimal", { scale })
      : how.kind === "look"
        ? lookThrough(how.path[0]!, how.path[1]!)
        : rollUp(how.of, how.by, how.kind, how.kind === "count" ? undefined : how.field, how.only ? open : undefined);
  return { ...spec, indexed };
}

type World = Readonly<Record<Name, Map<string, RecordJson>>>;

/** The value of a field from nothing but what people wrote. */
function naive(made: readonly Made[], world: World, object: Name, record: RecordJson, field: string): Decimal | undefined {
  const found = made.find((each) => each.object === object && each.name === field);
  if (found === undefined) return typeof record[field] === "string" ? new Exact(record[field]) : undefined;
  const along = (path: readonly string[]): Decimal | undefined => {
    let here = object;
    let at: RecordJson | undefined = record;
    for (const step of path.slice(0, -1)) {
      const id: unknown = at?.[step];
      here = references[here][step]!;
      at = typeof id === "string" ? world[here].get(id) : undefined;
    }
    return at === undefined ? undefined : naive(made, world, here, at, path.at(-1)!);
  };
  const rounded = (value: Decimal | undefined) => value?.toDecimalPlaces(found.scale);
  const { how } = found;
  if ("a" in how) {
    const [a, b] = [along(how.a), along(how.b)];
    if (a === undefined || b === undefined || (how.kind === "divide" && b.isZero())) return undefined;
    return rounded(how.kind === "add" ? a.add(b) : how.kind === "times" ? a.mul(b) : a.div(b));
  }
  if (how.kind === "look") return along(how.path);
  const parts = [...world[how.of].values()].filter((each) => each[how.by] === record.id && (!how.only || each["k"] === true));
  if (how.kind === "count") return new Exact(parts.length);
  const values = parts.flatMap((each) => naive(made, world, how.of, each, how.field) ?? []);
  if (how.kind === "sum") return values.reduce((sum, each) => sum.add(each), new Exact(0));
  if (values.length === 0) return undefined;
  if (how.kind === "avg") return rounded(values.reduce((sum, each) => sum.add(each), new Exact(0)).div(values.length));
  return how.kind === "min" ? Exact.min(...values) : Exact.max(...values);
}

const seed = fc.nat({ max: 10_000 });
const amount = fc.option(
  fc.integer({ min: -5_000, max: 5_000 }).map((cents) => (cents / 100).toFixed(2)),
  { nil: null, freq: 6 },
);
const step = fc.record({
  act: fc.constantFrom("create", "create", "update", "update", "update", "move", "delete", "restore"),
  object: fc.constantFrom(...objects),
  which: seed,
  other: seed,
  n: amount,
  m: amount,
  k: fc.boolean(),
});

test("what is stored is what an evaluation from nothing gives, after every change", { timeout: 240_000 }, async () => {
  let compared = 0;
  const counted = { steps: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(seed, seed, seed, seed), { minLength: 4, maxLength: 12 }),
      fc.array(step, { minLength: 25, maxLength: 40 }),
      async (seeds, steps) => {
        const made = madeOf(seeds);
        const tenantId = await database.tenant();
        const documents = objects.map((name) =>
          objectOf(name, {
            ...plain,
            ...Object.fromEntries(Object.entries(references[name]).map(([field, to]) => [field, refers(to)])),
            ...Object.fromEntries(made.filter(({ object }) => object === name).map((each) => [each.name, specOf(each)])),
          }),
        );
        const effective = effectiveOf(tenantId, documents);
        expect(derivedGraph(effective).problems).toEqual([]);
        const platform = platformOf(database, effective);
        const actor = actorOf(tenantId);
        const ids: Record<Name, string[]> = { high: [], middle: [], low: [] };
        for (const { act, object, which, other, n, m, k } of steps) {
          counted.steps += 1;
          const id = ids[object][which % Math.max(1, ids[object].length)];
          const targets = Object.fromEntries(
            Object.entries(references[object]).map(([field, to]) => [
              field,
              ids[to].length === 0 || other % 7 === 0 ? null : ids[to][other % ids[to].length]!,
            ]),
          );
          if (act === "create") {
            const result = await createRecords(platform, actor, object, [{ n, m, k, ...targets }]);
            if (result.ok) ids[object].push(result.value[0]!.id);
          } else if (id === undefined) continue;
          // what cannot be done (a record that is referred to, one that is deleted) is refused and changes nothing
          else if (act === "update") await updateRecord(platform, actor, object, id, which % 2 === 0 ? { n, k } : { m });
          else if (act === "move") await updateRecord(platform, actor, object, id, targets);
          else if (act === "delete") await deleteRecord(platform, actor, object, id);
          else await restoreRecord(platform, actor, object, id);
          if (counted.steps % 3 === 0) compared += await compare();
        }
        compared += await compare();

        async function compare(): Promise<number> {
          await catchUp(platform, tenantId);
          const world = { high: new Map(), middle: new Map(), low: new Map() } as Record<Name, Map<string, RecordJson>>;
          for (const name of objects) {
            const page = await listRecords(platform, actor, name, { limit: 500 });
            if (!page.ok) throw new Error(JSON.stringify(page.problems));
            for (const record of page.value.data) world[name].set(record.id, record);
          }
          let cells = 0;
          for (const { object, name, scale, how } of made) {
            for (const record of world[object].values()) {
              const stored = record[name];
              const should = naive(made, world, object, record, name);
              cells += 1;
              expect({ field: `${object}.${name}`, how, value: stored }).toEqual({
                field: `${object}.${name}`,
                how,
                value:
                  should === undefined
                    ? undefined
                    : how.kind === "count"
                      ? should.toNumber()
                      : should.toFixed(scale).replace(/^-(0(\.0*)?)$/, "$1"),
              });
            }
          }
          return cells;
        }
      },
    ),
    { numRuns: 16, endOnFailure: true },
  );
  expect(counted.steps).toBeGreaterThan(300);
  expect(compared).toBeGreaterThan(500);
});
