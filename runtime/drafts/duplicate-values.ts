import { pointer, problem, type Folded, type Problem } from "#metadata";
import type { Platform } from "../platform.ts";

/** Fields that become unique although records hold the same value twice. Looked at before anything is published. */
export async function duplicateProblems({ db }: Platform, tenantId: string, before: Folded, after: Folded): Promise<Problem[]> {
  const fields = [...after.documents.object.values()].flatMap((object) => {
    const was = before.byKey.get(`object/${object.id}`);
    const known = was?.kind === "object" ? was.fields : {};
    return Object.entries(object.fields).flatMap(([id, field]) =>
      field.unique === true && was !== undefined && !(Object.hasOwn(known, id) && known[id]!.unique === true)
        ? [{ object, id, field }]
        : [],
    );
  });
  if (fields.length === 0) return [];
  const found = await db.batch(
    tenantId,
    fields.map(({ object, id }) => ({
      text: `select data -> $3::text as value, count(*)::int as times from records
        where tenant_id = $1 and object_id = $2 and deleted_at is null and data ? $3::text
        group by 1 having count(*) > 1 limit 5`,
      params: [tenantId, object.id, id],
    })),
    { readOnly: true, class: "batch" },
  );
  return fields.flatMap(({ object, id, field }, index) =>
    found[index]!.length === 0
      ? []
      : [
          problem(
            "duplicate_value",
            `${pointer("object", object.name, "fields", id, "unique")}`,
            `"${field.name}" cannot be unique: records hold the same value twice`,
            {
              help: "Change the records that share a value first.",
              details: { object: object.name, field: field.name, values: found[index]!.map((row) => row["value"]) },
            },
          ),
        ],
  );
}
