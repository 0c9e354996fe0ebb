import type { Database } from "#db";
import { isZone, ok, problem, refused, type Problem, type Result } from "#metadata";

/** What a tenant settles for itself apart from its documents. */
export interface TenantSettings {
  /** IANA zone whose days "today" and "this month" are; absent = UTC */
  readonly timezone?: string;
  /** what one query may cost, in the units of runtime/records/cost.ts */
  readonly queryCost?: number;
  /** days for which what was removed can be taken back; absent = 30 */
  readonly restoreDays?: number;
  /** days for which decisions of tables are kept; absent = 400 */
  readonly decisionDays?: number;
}

export const restoreDays = (settings: TenantSettings): number => settings.restoreDays ?? 30;
/** A year and a month, so that a month can be held against the same one a year before. */
export const decisionDays = (settings: TenantSettings): number => settings.decisionDays ?? 400;
const mostDecisionDays = 3_650;
const isKeeping = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostDecisionDays;
/** A year at most: what is removed is to go one day. */
const mostRestoreDays = 366;
const isDays = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostRestoreDays;

/** The settings that can be taken as they stand; any other is left out. */
export async function readTenantSettings(db: Pick<Database, "auth">, tenantId: string): Promise<TenantSettings> {
  const [row] = await db.auth.query<{ settings: Record<string, unknown> }>("select settings from auth.tenant where id = $1", [tenantId]);
  const { timezone, queryCost, restoreDays: days, decisionDays: keeping } = row?.settings ?? {};
  return {
    ...(typeof timezone === "string" && isZone(timezone) ? { timezone } : {}),
    ...(typeof queryCost === "number" && queryCost > 0 ? { queryCost } : {}),
    ...(isDays(days) ? { restoreDays: days } : {}),
    ...(isKeeping(keeping) ? { decisionDays: keeping } : {}),
  };
}

/** Changes settings of a tenant, and has every process read them again. */
export async function changeTenantSettings(db: Database, tenantId: string, settings: TenantSettings): Promise<Result<TenantSettings>> {
  const problems: Problem[] = [];
  if (settings.timezone !== undefined && !isZone(settings.timezone))
    problems.push(
      problem("not_an_option", "/timezone", `"${settings.timezone.slice(0, 64)}" is no time zone; name one such as "Asia/Shanghai".`),
    );
  if (settings.queryCost !== undefined && !(Number.isSafeInteger(settings.queryCost) && settings.queryCost > 0))
    problems.push(problem("out_of_range", "/queryCost", "What a query may cost is a whole number above 0."));
  if (settings.restoreDays !== undefined && !isDays(settings.restoreDays))
    problems.push(problem("out_of_range", "/restoreDays", `What is removed can be taken back for 1 to ${mostRestoreDays} days.`));
  if (settings.decisionDays !== undefined && !isKeeping(settings.decisionDays))
    problems.push(problem("out_of_range", "/decisionDays", `Decisions are kept for 1 to ${mostDecisionDays} days.`));
  if (problems.length > 0) return refused(...problems);
  await db.auth.query("update auth.tenant set settings = settings || $2::text::jsonb where id = $1", [tenantId, JSON.stringify(settings)]);
  await db.batch(tenantId, [
    { text: "update active_revision set changed_at = clock_timestamp() where tenant_id = $1", params: [tenantId] },
  ]);
  await db.notify("metadata", tenantId);
  return ok(await readTenantSettings(db, tenantId));
}
