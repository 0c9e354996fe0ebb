import type { Tx } from "#db";
import type { Json, Link } from "#metadata";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { sideOf } from "../retype/conversions.ts";
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
  const fields = [...linkersOf(object), ...convertingLinkers(effective, object)];
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

/** What points at records in a record's data, under the id of a field. */
interface Linker {
  readonly id: string;
  readonly of: (data: Readonly<Record<string, Json>>) => readonly Link[];
}

const linkersOf = perObject((object) =>
  linkingFields(object).map((field): Linker => ({ id: field.id, of: (data) => linksOf(field, data) })),
);

/** Fields that take the place of others in a conversion under way: what is written meanwhile points as they will. */
const convertingLinkers = (effective: Effective, object: ResolvedObject): readonly Linker[] =>
  effective.conversions.length === 0
    ? []
    : effective.memo(`converting links:${object.id}`, () =>
        effective.conversions
          .filter((each) => each.object === object.id)
          .flatMap(({ to, type, config }): Linker[] => {
            const side = sideOf(effective.language, effective.documents.object, object.document, { type, config });
            const links = side?.fieldType.linksTo;
            if (links === undefined) return [];
            return [{ id: to, of: (data) => (Object.hasOwn(data, to) ? links.of(data[to], side!.settings) : []) }];
          }),
      );

interface Row {
  readonly field: string;
  readonly record: string;
  readonly object: string;
  readonly target: string;
}

const keyOf = ({ object, target }: Row): string => `${object}/${target}`;

/** A link to an object that is no more is left out. */
const rowsOf = (effective: Effective, linker: Linker, record: string, data: Readonly<Record<string, Json>>): Row[] =>
  linker.of(data).flatMap(({ object, id }) => {
    const target = effective.objects.get(object);
    return target === undefined ? [] : [{ field: linker.id, record, object: target.id, target: id }];
  });
