import type { Tx } from "#db";
import { pointer, problem, type Problem } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { fieldValue } from "./record.ts";
import type { Candidate } from "./references.ts";
import { uniqueText } from "./slots.ts";
import { deleteUnique, findUnique, insertUnique } from "./statements.ts";

/** A value that may stand once: which field of which record holds it. */
interface Holding {
  readonly field: ResolvedField;
  readonly value: string;
  readonly record: string;
  readonly path: string;
}

const keyOf = (field: string, value: string): string => `${field}\n${value}`;

/** Values of unique fields that a change takes, and those that it gives up. */
export function uniqueChanges(object: ResolvedObject, candidates: readonly Candidate[]): { taken: Holding[]; givenUp: Holding[] } {
  const taken: Holding[] = [];
  const givenUp: Holding[] = [];
  for (const field of object.fields) {
    if (field.unique !== true) continue;
    for (const { id, data, before, path } of candidates) {
      const now = fieldValue(data, field);
      const then = before === undefined ? undefined : fieldValue(before, field);
      const [to, from] = [now === undefined ? undefined : uniqueText(field, now), then === undefined ? undefined : uniqueText(field, then)];
      if (to === from) continue;
      const at = { field, record: id, path: `${path}${pointer(field.name)}` };
      if (to !== undefined) taken.push({ ...at, value: to });
      if (from !== undefined) givenUp.push({ ...at, value: from });
    }
  }
  return { taken, givenUp };
}

/** Values that stand twice in the change itself or that another record holds already. */
export async function duplicates(tx: Tx, tenantId: string, object: ResolvedObject, taken: readonly Holding[]): Promise<Problem[]> {
  if (taken.length === 0) return [];
  const problems: Problem[] = [];
  const first = new Map<string, Holding>();
  for (const each of taken) {
    const key = keyOf(each.field.id, each.value);
    if (first.has(key)) problems.push(duplicate(each));
    else first.set(key, each);
  }
  const rows = await tx.query(findUnique, [
    tenantId,
    object.id,
    [...first.values()].map(({ field, value }) => ({ field: field.id, value })),
  ]);
  for (const row of rows) {
    const held = first.get(keyOf(row["field_id"] as string, row["value"] as string));
    if (held !== undefined && held.record !== row["record_id"]) problems.push(duplicate(held));
  }
  return problems;
}

/** Gives up and takes unique values. Who takes the same value in the same moment comes second and is told. */
export async function holdUnique(
  tx: Tx,
  tenantId: string,
  object: ResolvedObject,
  { taken, givenUp }: { taken: readonly Holding[]; givenUp: readonly Holding[] },
): Promise<Problem[]> {
  const rows = (list: readonly Holding[]) => list.map(({ field, value, record }) => ({ field: field.id, value, record }));
  if (givenUp.length > 0) await tx.query(deleteUnique, [tenantId, object.id, rows(givenUp)]);
  if (taken.length === 0) return [];
  const held = new Set(
    (await tx.query(insertUnique, [tenantId, object.id, rows(taken)])).map((row) =>
      keyOf(row["field_id"] as string, row["value"] as string),
    ),
  );
  return taken.filter(({ field, value }) => !held.has(keyOf(field.id, value))).map(duplicate);
}

const duplicate = ({ field, path }: Holding): Problem =>
  problem("duplicate_value", path, `Another record has this "${field.name}".`, { details: { field: field.name } });
