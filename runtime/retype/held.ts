import { pointer, problem, type Folded, type ObjectDocument, type Problem } from "#metadata";
import type { Platform } from "../platform.ts";
import { conversionsBetween, sideOf, takesValues, type Conversion } from "./conversions.ts";

/** $1 tenant, $2 object, $3 field: whether any record, deleted ones too, holds a value of it. Ends at the first. */
const holds = `select exists (select 1 from records where tenant_id = $1 and object_id = $2 and data ? $3) as held`;

async function areHeld(
  { db }: Pick<Platform, "db">,
  tenantId: string,
  parts: readonly { readonly object: string; readonly field: string }[],
): Promise<boolean[]> {
  if (parts.length === 0) return [];
  const found = await db.batch(
    tenantId,
    parts.map(({ object, field }) => ({ text: holds, params: [tenantId, object, field] })),
    { readOnly: true, class: "batch" },
  );
  return found.map((rows) => rows[0]!["held"] === true);
}

/** Conversions between two sets of documents that have values to convert. `all`: also those without. */
export async function heldConversions(
  platform: Platform,
  tenantId: string,
  { before, after }: { readonly before: Folded; readonly after: Folded },
  all = false,
): Promise<Conversion[]> {
  const { language } = platform;
  const found = conversionsBetween(before, after).filter((each) => {
    const was = before.byKey.get(`object/${each.object}`) as ObjectDocument;
    const is = after.byKey.get(`object/${each.object}`) as ObjectDocument;
    const from = sideOf(language, before.documents.object, was, was.fields[each.from]!);
    const to = sideOf(language, after.documents.object, is, is.fields[each.to]!);
    return from !== undefined && from.fieldType.derived?.(from.settings) === undefined && to !== undefined && takesValues(to);
  });
  // a field that comes back may hold what the one in its place does not
  const parts = found.flatMap(({ object, from, to }) => [
    { object, field: from },
    { object, field: to },
  ]);
  const held = all ? [] : await areHeld(platform, tenantId, parts);
  return found.filter((_, index) => all || held[index * 2] === true || held[index * 2 + 1] === true);
}

/** Fields whose type is another although records hold values of the one before: those would be out of sight, and nothing would bring them back. */
export async function unconverted(platform: Platform, tenantId: string, before: Folded, after: Folded): Promise<Problem[]> {
  const parts = [...after.documents.object.values()].flatMap((object) => {
    const was = before.byKey.get(`object/${object.id}`);
    if (was?.kind !== "object") return [];
    return Object.entries(object.fields).flatMap(([field, { name, type }]) => {
      const held = Object.hasOwn(was.fields, field) ? was.fields[field]! : undefined;
      if (held === undefined || held.type === type) return [];
      const side = sideOf(platform.language, before.documents.object, was, held);
      // what was worked out is worked out anew
      if (side?.fieldType.derived?.(side.settings) !== undefined) return [];
      return [{ object: object.id, field, name, path: pointer("object", object.name, "fields", field, "type"), from: held.type, to: type }];
    });
  });
  const held = await areHeld(platform, tenantId, parts);
  return parts
    .filter((_, index) => held[index])
    .map(({ name, path, from, to }) =>
      problem("values_to_convert", path, `Records hold values of "${name}" as ${from}; as ${to} they would be lost`, {
        details: { field: name, from, to },
      }),
    );
}
