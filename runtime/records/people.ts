import type { Tx } from "#db";
import { pointer, problem, type Problem } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { fieldValue } from "./record.ts";
import type { Candidate } from "./references.ts";

/** $1 ids of people: those who belong to the tenant bound */
const members = "select user_id from platform.members_among($1::text[])";

/** People who are named by what is new of the records, and who do not belong to the tenant. */
export async function brokenPeople(tx: Tx, object: ResolvedObject, candidates: readonly Candidate[]): Promise<Problem[]> {
  const named: { field: string; id: string; path: string }[] = [];
  for (const field of object.fields) {
    const people = field.fieldType.people;
    if (people === undefined || field.fieldType.derived?.(field.settings) !== undefined) continue;
    for (const { data, before, path } of candidates) {
      const value = fieldValue(data, field);
      if (value === undefined || value === null) continue;
      const earlier = before === undefined ? undefined : fieldValue(before, field);
      const known = new Set(earlier === undefined || earlier === null ? [] : people(earlier));
      for (const id of people(value)) if (!known.has(id)) named.push({ field: field.name, id, path: `${path}${pointer(field.name)}` });
    }
  }
  if (named.length === 0) return [];
  const rows = await tx.query(members, [[...new Set(named.map(({ id }) => id))].sort()]);
  const found = new Set(rows.map((row) => row["user_id"] as string));
  return named
    .filter(({ id }) => !found.has(id))
    .map(({ field, id, path }) =>
      problem("broken_reference", path, `"${field}" names somebody who does not belong to this tenant.`, {
        reason: "person",
        details: { field, id },
      }),
    );
}
