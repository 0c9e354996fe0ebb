import type { ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { arrayText, type Statement } from "../records/spelling.ts";
import { columnOf } from "../records/column.ts";
import { both, type Condition } from "../records/condition.ts";
import type { Plan } from "../records/plan.ts";
import { gramSeed, needleGrams } from "./grams.ts";

/** Candidates that are looked at one by one. Where there are more, the records are gone through in their order: the page is soon full. */
export const mostCandidates = 5_000;
/** Words whose candidates are asked for; the others only decide. */
const mostAsked = 3;

/** $1 object, $2 grams, $3 grams of one needle, $4 most */
const search = "select platform.search_records($1::text, $2::bigint[], $3::int4, $4::int4)::text as id";

/**
 * A plan with a search, narrowed to the records that can hold its words: what the index of grams finds, in the fields that the plan may look
 * into. The plan as it is where the index tells nothing, or too little. Every condition stays and decides.
 */
export async function narrowed({ db }: Pick<Platform, "db">, object: ResolvedObject, plan: Plan): Promise<Plan> {
  const asking = candidates(plan);
  if (asking.length === 0) return plan;
  return narrowedBy(object, plan, await db.batch(plan.tenantId, asking, { readOnly: true }));
}

/** What gives the candidates of a plan, a statement for each of its most telling words; none where no index tells anything. */
export function candidates(plan: Plan): readonly Statement[] {
  const asked = searchOf(plan.where);
  if (asked === undefined || asked.fields.length === 0) return [];
  const seeds = asked.fields.map((id) => gramSeed(plan.tenantId, plan.objectId, id));
  const words = asked.words.map(({ text }) => seeds.map((seed) => needleGrams(text, seed))).filter(([first]) => first!.length > 0);
  // the most grams tell the most
  return words
    .toSorted(([a], [b]) => b!.length - a!.length)
    .slice(0, mostAsked)
    .map((needles) => ({ text: search, params: [plan.objectId, arrayText(needles.flat()), needles[0]!.length, mostCandidates + 1] }));
}

/** The plan among the fewest of its candidates; as it is where they are too many. */
export function narrowedBy(object: ResolvedObject, plan: Plan, found: readonly (readonly Record<string, unknown>[])[]): Plan {
  const few = found.filter((rows) => rows.length <= mostCandidates).toSorted((a, b) => a.length - b.length)[0];
  if (few === undefined) return plan;
  const ids = [...new Set(few.map((row) => row["id"] as string))];
  const among: Condition = { kind: "oneOf", column: columnOf(object, "id")!, values: ids };
  return Object.freeze({ ...plan, where: both(among, plan.where) });
}

function searchOf(where: Condition): Extract<Condition, { kind: "search" }> | undefined {
  if (where.kind === "search") return where;
  return where.kind === "and" ? where.parts.find((part) => part.kind === "search") : undefined;
}
