import type { PlanMode } from "#db";
import type { Platform } from "../platform.ts";
import { roughSizeOf } from "./cost.ts";
import type { Plan } from "./plan.ts";
import type { Statement } from "./spelling.ts";

/*
 * One text serves all tenants, so a plan that the database keeps for it is one for the average tenant. For a tenant much above the average
 * it may read hundreds of thousands of records and sort them where a walk along an index would do. So what a large tenant asks is planned
 * for its values, unless its object is small, or not very large and the kept plan was seen to be the very plan that is made for it.
 * That one is then told to be used: left to itself the database goes by what the two look like costing, and would make the same plan again
 * and again.
 */

/** Records of an object up to which no plan takes long. */
const small = 2_000;
/** … up to which a plan that has turned out wrong for some values is bearable for a while. */
const middling = 50_000;
/** Uses of a statement by a tenant after which its plans are compared, or again where that failed; ms for which it is believed. */
const usesBefore = 5;
const usesAgain = 100;
const believedFor = 10 * 60_000;
/** Statements of tenants about which something is known at once. */
const mostKnown = 20_000;

interface Known {
  uses: number;
  /** absent: not compared yet */
  verdict?: "same" | "other" | "comparing";
  at: number;
}

type Reads = Pick<Platform, "db">;
const knownOf = new WeakMap<object, Map<string, Known>>();

/**
 * How what reads a plan's object by a condition is planned: for its values, by the plan that is kept, or as the database thinks best.
 * `select`: the one statement that is read; absent where there are several.
 */
export function plansOf({ db }: Reads, plan: Plan, select?: Statement): { readonly plans?: PlanMode } {
  const all = largeOf(db).get(plan.tenantId);
  if (all === undefined) return free;
  const records = roughSizeOf({ db }, plan) ?? all;
  if (records <= small) return free;
  if (select === undefined || records > middling) return anew;
  const known = lookUp(db, `${plan.tenantId} ${plan.objectId} ${select.text}`);
  if (known.verdict === "same") return kept;
  if (known.verdict !== "other" && ++known.uses >= usesBefore && known.verdict === undefined) void compare(db, plan, select, known);
  return anew;
}

const free = {};
const anew = { plans: "anew" } as const;
const kept = { plans: "kept" } as const;

/** ms for which the large tenants are believed. */
const largeFor = 60_000;
interface Large {
  readonly at: number;
  readonly records: ReadonlyMap<string, number>;
}
const largeKept = new WeakMap<object, Large>();

/** Tenants with many records → about how many, as was last heard of the database; asked again in the background. */
function largeOf(db: Reads["db"]): Large["records"] {
  const now = Date.now();
  const last = largeKept.get(db) ?? { at: -Infinity, records: new Map<string, number>() };
  if (now - last.at < largeFor) return last.records;
  largeKept.set(db, { ...last, at: now });
  db.largeTenants(small).then(
    (found) => largeKept.set(db, { at: now, records: new Map(found.map(({ tenantId, records }) => [tenantId, records])) }),
    () => undefined, // it is asked again after a while
  );
  return last.records;
}

/** What is known of a statement of a tenant; what is too old is forgotten. */
function lookUp(db: object, key: string): Known {
  const now = Date.now();
  const all = knownOf.get(db) ?? new Map<string, Known>();
  knownOf.set(db, all);
  const found = all.get(key);
  if (found !== undefined && (found.verdict === "comparing" || now - found.at < believedFor)) return found;
  const fresh: Known = { uses: 0, at: now };
  if (found === undefined && all.size >= mostKnown) all.delete(all.keys().next().value!);
  all.set(key, fresh);
  return fresh;
}

/** Settles, in the background, whether the plan for whatever values is the one for these. */
async function compare(db: Reads["db"], plan: Pick<Plan, "tenantId">, select: Statement, known: Known): Promise<void> {
  known.verdict = "comparing";
  try {
    const [forAll, made] = await db.batch(
      plan.tenantId,
      [
        { text: `explain (generic_plan, format json) ${select.text}`, once: true },
        { text: `explain (format json) ${select.text}`, params: select.params },
      ],
      { readOnly: true, class: "batch", plans: "anew" },
    );
    known.verdict = shapeOf(forAll) === shapeOf(made) ? "same" : "other";
  } catch {
    // too much going on: it is asked again a while later
    delete known.verdict;
    known.uses = -usesAgain;
  }
  known.at = Date.now();
}

interface Node {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Scan Direction"?: string;
  readonly Plans?: readonly Node[];
}

/** What an EXPLAIN says of the way, without figures and values. */
function shapeOf(rows: readonly Readonly<Record<string, unknown>>[] | undefined): string {
  const [{ Plan: top }] = rows![0]!["QUERY PLAN"] as [{ readonly Plan: Node }];
  const shape = (node: Node): unknown => [node["Node Type"], node["Index Name"], node["Scan Direction"], (node.Plans ?? []).map(shape)];
  return JSON.stringify(shape(top));
}
