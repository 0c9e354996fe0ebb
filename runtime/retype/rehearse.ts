import type { Platform } from "../platform.ts";
import { noPlan, type RetypePlan } from "./plan.ts";
import { first, nextValues, rehearsed, type Rehearsal } from "./rehearse-work.ts";

/** Records of one read. */
const pageSize = 1_000;

/** What a change of type would do to all records of its object, counted page by page. undefined: the field is not published. */
export async function rehearseAll(platform: Platform, tenantId: string, rehearsal: Rehearsal): Promise<RetypePlan | undefined> {
  const { object, from, to } = rehearsal.conversion;
  const effective = await platform.effectives.get(tenantId);
  let plan = noPlan;
  for (let after = first; ;) {
    const [rows] = await platform.db.batch(tenantId, [{ text: nextValues, params: [tenantId, object, after, pageSize, from, to] }], {
      readOnly: true,
      class: "batch",
    });
    const next = rehearsed(effective, rehearsal, plan, rows!);
    if (next === undefined) return undefined;
    plan = next;
    if (rows!.length < pageSize) return plan;
    after = rows!.at(-1)!["id"] as string;
  }
}
