import type { Tx } from "#db";
import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { fieldColumn } from "./column.ts";
import { compileReferring } from "./compile.ts";
import { fieldValue, storedRecord } from "./record.ts";
import type { Wrote } from "./write.ts";

/** Most records that one deletion changes or takes along, per field that refers to it. */
export const mostReferrers = 1_000;

interface Settle {
  readonly remove: (object: string, id: string) => Promise<Result<Wrote>>;
  /** gives the field another value; absent: none */
  readonly clear: (object: string, id: string, field: string, value?: Json) => Promise<Result<Wrote>>;
}

/**
 * What refers to a record that is about to be deleted: kept from it (restrict, also where a reference says nothing), deleted with
 * it (cascade), or emptied (clear; a field that points at several loses this one, also where it says nothing). The record itself is locked, so nobody can begin to refer to it meanwhile.
 */
export async function settleReferrers(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  id: string,
  settle: Settle,
): Promise<Result<{ work: boolean }>> {
  let work = false;
  for (const { object: name, field: fieldName } of object.referredBy) {
    const referring = effective.objects.get(name);
    const field = referring?.byName.get(fieldName);
    if (referring === undefined || field === undefined) continue;
    const { linksTo } = field.fieldType;
    const links = linksTo === undefined ? {} : { links: { object: referring.id, targets: [object.id] } };
    const act = field.onDelete ?? (linksTo === undefined ? "restrict" : "clear");
    const column = { ...fieldColumn(field), ...links };
    // what only stands in the way is not locked: its writer may be waiting for this record
    const { text, params } = compileReferring(effective.tenantId, referring.id, column, id, mostReferrers + 1, act !== "restrict");
    const rows = await tx.query(text, params);
    const left = (other: string): Json => {
      const row = linksTo === undefined ? undefined : rows.find((each) => each["id"] === other);
      const value = row === undefined ? undefined : fieldValue(storedRecord(row).data, field);
      return value === undefined ? null : (linksTo!.without(value, { object: object.name, id }) as Json);
    };
    // a record that refers to itself goes with itself
    const others = rows.map((row) => row["id"] as string).filter((each) => each !== id || name !== object.name);
    if (others.length === 0) continue;
    const details = { object: name, field: fieldName, count: others.length };
    if (act === "restrict") {
      const count = others.length > mostReferrers ? `More than ${mostReferrers}` : String(others.length);
      return refused(problem("still_referenced", "", `${count} of "${name}" refer to this record by "${fieldName}".`, { details }));
    }
    if (others.length > mostReferrers) {
      return refused(
        problem("limit_exceeded", "", `More than ${mostReferrers} of "${name}" refer to this record.`, {
          details: { ...details, limit: mostReferrers },
        }),
      );
    }
    for (const other of others) {
      const settled = act === "cascade" ? await settle.remove(name, other) : await settle.clear(name, other, fieldName, left(other));
      // taken along already, by another way that leads to it
      if (!settled.ok && settled.problems.every(({ code }) => code === "not_found")) continue;
      if (!settled.ok) return settled;
      work ||= settled.value.work;
    }
  }
  return ok({ work });
}
