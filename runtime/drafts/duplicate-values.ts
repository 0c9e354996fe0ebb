import { pointer, problem, type Folded, type Problem } from "#metadata";
import type { Platform } from "../platform.ts";

/** Fields that become unique although records hold the same value twice. Looked at before anything is published. */
export async function duplicateProblems({ db }: Platform, tenantId: string, before: Folded, after: Folded): Promise<Problem[]> {
  const fields = [...after.documents.object.values()].flatMap((object) => {
    const was = before.byKey.get(`object/${object.id}`);
    if (was?.kind !== "object") return [];
    const known = was.fields;
    const alone = Object.entries(object.fields).flatMap(([id, field]) =>
      field.unique === true && !(Object.hasOwn(known, id) && known[id]!.unique === true)
        ? [{ object, ids: [id], name: field.name, path: pointer("object", object.name, "fields", id, "unique") }]
        : [],
    );
    const together = Object.entries(object.uniques ?? {}).flatMap(([id, { fields: names }]) => {
      const ids = names.flatMap((name) => Object.entries(object.fields).flatMap(([each, field]) => (field.name === name ? [each] : [])));
      const isNew = JSON.stringify(was.uniques?.[id]?.fields) !== JSON.stringify(names);
      return isNew && ids.length === names.length
        ? [{ object, ids, name: names.join(", "), path: pointer("object", object.name, "uniques", id) }]
        : [];
    });
    return [...alone, ...together];
  });
  if (fields.length === 0) return [];
  const found = await db.batch(
    tenantId,
    fields.map(({ object, ids }) => ({
      text: `select case when cardinality($3::text[]) = 1 then data -> ($3::text[])[1]
          else (select jsonb_agg(data -> each order by at) from unnest($3::text[]) with ordinality as f(each, at)) end as value,
        count(*)::int as times from records
        where tenant_id = $1 and object_id = $2 and deleted_at is null and data ?& $3::text[]
        group by 1 having count(*) > 1 limit 5`,
      params: [tenantId, object.id, ids],
    })),
    { readOnly: true, class: "batch" },
  );
  return fields.flatMap(({ object, name, path }, index) =>
    found[index]!.length === 0
      ? []
      : [
          problem("duplicate_value", path, `"${name}" cannot be unique: records hold the same value twice`, {
            help: "Change the records that share a value first.",
            details: { object: object.name, field: name, values: found[index]!.map((row) => row["value"]) },
          }),
        ],
  );
}
