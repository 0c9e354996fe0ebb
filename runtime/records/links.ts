import type { Tx } from "#db";
import type { Json, Link } from "#metadata";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { perObject } from "./per-object.ts";
import { fieldValue } from "./record.ts";
import type { Written } from "./remember.ts";
import type { Change } from "./change.ts";
import type { ResolvedObject } from "../effective/effective.ts";

/** Fields that point at several records, or at records of several objects. */
export const linkingFields = perObject((object) => object.fields.filter(({ fieldType }) => fieldType.linksTo !== undefined));

/** The records that a field's value points at. */
export function linksOf(field: ResolvedField, data: Readonly<Record<string, Json>>): readonly Link[] {
  const value = fieldValue(data, field);
  return value === undefined ? [] : (field.fieldType.linksTo?.of(value, field.settings) ?? []);
}

/** $1 tenant, $2 object, $3 rows { field, record, object, target } */
export const insertLinks = `insert into record_link (tenant_id, object_id, field_id, record_id, target_object_id, target_id)
select $1::uuid, $2::text, x.field, x.record, x.object, x.target
from jsonb_to_recordset($3::jsonb) as x(field text, record uuid, object text, target uuid) on conflict do nothing`;
const deleteLinks = `delete from record_link using jsonb_to_recordset($3::jsonb) as x(field text, record uuid, object text, target uuid)
where tenant_id = $1::uuid and object_id = $2::text and field_id = x.field and record_id = x.record and target_object_id = x.object and target_id = x.target`;

/**
 * Keeps record_link in step with what the written records say: the links that are new, none that are gone. A deleted record points at
 * nothing; one that is brought back points at what it says again. Its statements are sent before it returns to its caller.
 */
export async function holdLinks(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  act: Change["act"],
  written: readonly Written[],
): Promise<void> {
  const fields = linkingFields(object);
  if (fields.length === 0) return;
  const added: Row[] = [];
  const gone: Row[] = [];
  for (const { stored, before } of written) {
    for (const field of fields) {
      const rows = (data: Readonly<Record<string, Json>> | undefined) =>
        data === undefined ? [] : rowsOf(effective, field, stored.id, data);
      const now = act === "delete" ? [] : rows(stored.data);
      const then = act === "delete" ? rows(stored.data) : act === "update" ? rows(before) : [];
      const [has, had] = [new Set(now.map(keyOf)), new Set(then.map(keyOf))];
      added.push(...now.filter((row) => !had.has(keyOf(row))));
      gone.push(...then.filter((row) => !has.has(keyOf(row))));
    }
  }
  const rows = (list: readonly Row[]) => [effective.tenantId, object.id, list];
  await Promise.all([
    gone.length === 0 ? undefined : tx.query(deleteLinks, rows(gone)),
    added.length === 0 ? undefined : tx.query(insertLinks, rows(added)),
  ]);
}

interface Row {
  readonly field: string;
  readonly record: string;
  readonly object: string;
  readonly target: string;
}

const keyOf = ({ object, target }: Row): string => `${object}/${target}`;

/** A link to an object that is no more is left out. */
const rowsOf = (effective: Effective, field: ResolvedField, record: string, data: Readonly<Record<string, Json>>): Row[] =>
  linksOf(field, data).flatMap(({ object, id }) => {
    const target = effective.objects.get(object);
    return target === undefined ? [] : [{ field: field.id, record, object: target.id, target: id }];
  });
