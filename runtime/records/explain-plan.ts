import { createHash } from "node:crypto";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { mayDesign } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { columnsOf, type Condition } from "./condition.ts";
import { compileSelect } from "./compile.ts";
import { costOf, learnSize, usualCost } from "./cost.ts";
import type { RecordQuery } from "./query.ts";
import { planned } from "./planned.ts";

/** How a list is read, without a value of anybody's: what was asked for is shown by its type. */
export interface PlanShown {
  readonly object: string;
  /** filter and the role's rule, together */
  readonly where: unknown;
  readonly sort: readonly { readonly field: string; readonly descending: boolean; readonly slot: string | null }[];
  readonly limit: number;
  readonly expand: readonly string[];
  readonly count: string;
  /** field that is looked at → column of its index, null: none */
  readonly slots: Readonly<Record<string, string | null>>;
  readonly cost: { readonly records: number; readonly estimate: number; readonly most: number };
  /** one text for all values */
  readonly statement: string;
  /** equal for equal texts: the hash in the log of slow queries */
  readonly hash: string;
}

/** The plan of a list, for those who may design: the database itself is not asked how it would go about it. */
export async function explainList(platform: Platform, actor: Actor, objectName: string, query: RecordQuery): Promise<Result<PlanShown>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayDesign(actor, effective)) return refused(problem("forbidden", "/explain", "Plans are shown to those who may design."));
  const scoped = planned(effective, actor, objectName, query, new Date().toISOString());
  if (!scoped.ok) return scoped;
  const { plan } = scoped.value;
  const records = await learnSize(platform, plan);
  const statement = compileSelect(plan).text;
  return ok({
    object: plan.object,
    where: withoutValues(plan.where),
    sort: plan.sort.map(({ column, descending }) => ({ field: column.name, descending, slot: slotOf(column) })),
    limit: plan.limit,
    expand: plan.expand.flatMap(({ field, then }) => [field, ...then.map((each) => `${field}.${each.field}`)]),
    count: plan.count,
    slots: Object.fromEntries(
      [...columnsOf(plan.where), ...plan.sort.map(({ column }) => column)].map((column) => [column.name, slotOf(column)]),
    ),
    cost: { records, estimate: costOf(plan, records), most: effective.queryCost ?? usualCost },
    statement,
    hash: createHash("sha256").update(statement).digest("hex").slice(0, 16),
  });
}

const slotOf = ({ at, links }: { readonly at?: string; readonly links?: unknown }): string | null =>
  at ?? (links === undefined ? null : "record_link");

/** A condition as it reads: fields by name, values by their type. */
function withoutValues(condition: Condition): unknown {
  switch (condition.kind) {
    case "and":
    case "or":
      return { [condition.kind]: condition.parts.map(withoutValues) };
    case "not":
      return { not: withoutValues(condition.part) };
    case "always":
      return { always: condition.holds };
    case "against":
      return { [condition.by]: [condition.left.name, condition.right.name] };
    case "is":
      return { [condition.by]: [condition.column.name, `<${typeof condition.value}>`] };
    case "oneOf":
      return { in: [condition.column.name, `<${condition.values.length} values>`] };
    case "someElement":
      return { some: [condition.column.name, withoutValues(condition.part)] };
    case "someLine":
      return { some: [condition.lines.name, withoutValues(condition.part)] };
    case "containsColumn":
      return { contains: [condition.column.name, condition.value.name] };
    case "contains":
    case "within":
      return { [condition.kind]: [condition.column.name, `<${typeof condition.value}>`] };
    case "absent":
    case "truthy":
      return { [condition.kind]: condition.column.name };
    default:
      return { [condition.kind]: true };
  }
}
