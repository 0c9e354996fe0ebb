import type { Tx } from "#db";
import { pointer, problem, type Problem } from "#metadata";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { fieldValue } from "./record.ts";
import type { Candidate } from "./references.ts";

/** Most steps from a record up to the top of its tree. */
export const deepestTree = 50;

/** $1 tenant, $2 object, $3 field: two changes of one tree take turns, or each could close the circle that the other does not see */
const takeTurns = "select pg_advisory_xact_lock(hashtextextended($1::text || ' ' || $2::text || ' ' || $3::text, 0))";

/** $1 tenant, $2 object, $3 field, $4 ids to begin with, $5 most steps: who stands above whom */
const above = `with recursive up(id, parent, steps) as (
  select r.id, (r.data->>$3::text)::uuid, 1 from records r
  where r.tenant_id = $1::uuid and r.object_id = $2::text and r.id = any ($4::uuid[])
  union
  select r.id, (r.data->>$3::text)::uuid, up.steps + 1 from up join records r
    on r.tenant_id = $1::uuid and r.object_id = $2::text and r.id = up.parent
  where up.steps < $5::int
) select distinct id::text as id, parent::text as parent from up`;

/** Records that would stand above themselves by what is new of their trees, or too far below the top. */
export async function circles(tx: Tx, effective: Effective, object: ResolvedObject, candidates: readonly Candidate[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const field of object.fields.filter(({ fieldType }) => fieldType.withoutCircles === true)) {
    const moved = candidates.filter(
      ({ data, before }) => typeof parentOf(data, field) === "string" && parentOf(data, field) !== (before && parentOf(before, field)),
    );
    if (moved.length > 0) problems.push(...(await circlesOf(tx, effective, object, field, candidates, moved)));
  }
  return problems;
}

async function circlesOf(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  field: ResolvedField,
  candidates: readonly Candidate[],
  moved: readonly Candidate[],
): Promise<Problem[]> {
  await tx.query(takeTurns, [effective.tenantId, object.id, field.id]);
  const starts = [...new Set(moved.map(({ data }) => parentOf(data, field)!))].sort();
  const rows = await tx.query(above, [effective.tenantId, object.id, field.id, starts, deepestTree + 1]);
  const parents = new Map(rows.map((row) => [row["id"] as string, (row["parent"] as string | null) ?? undefined]));
  for (const { id, data } of candidates) parents.set(id, parentOf(data, field));
  return moved.flatMap(({ id, data, path }): Problem[] => {
    const at = `${path}${pointer(field.name)}`;
    let parent = parentOf(data, field);
    for (let steps = 1; parent !== undefined; steps += 1) {
      if (parent === id)
        return [
          problem("invalid", at, `"${field.name}" would put the record above itself.`, {
            reason: "above_itself",
            details: { field: field.name },
          }),
        ];
      if (steps > deepestTree) {
        const message = `"${field.name}" would put the record more than ${deepestTree} steps below the top.`;
        return [problem("limit_exceeded", at, message, { reason: "tree", details: { field: field.name, limit: deepestTree } })];
      }
      parent = parents.get(parent);
    }
    return [];
  });
}

const parentOf = (data: Candidate["data"], field: ResolvedField): string | undefined => {
  const value = fieldValue(data, field);
  return typeof value === "string" ? value : undefined;
};
