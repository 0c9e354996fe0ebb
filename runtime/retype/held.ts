import { pointer, problem, type Field, type Folded, type ObjectDocument, type Problem } from "#metadata";
import { readGround } from "../drafts/state.ts";
import type { Platform } from "../platform.ts";
import { conversionsBetween, sideOf, takesValues, type Conversion } from "./conversions.ts";
import type { Side } from "./convert.ts";

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

/** How values of a field lie in the records: what reads one shape finds nothing in another. */
const shapeOf = ({ fieldType, settings, storage }: Side): string => {
  const type = fieldType.type(settings);
  const one = type === "decimal" ? "1" : type === "money" ? { currency: "XXX", minor: 1 } : 1;
  return JSON.stringify([type, fieldType.currency?.(settings), storage === "integer" ? Number(fieldType.toSlot(one, settings)) : storage]);
};

interface Other {
  readonly object: string;
  readonly field: string;
  readonly name: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** Fields of an object whose values would be read otherwise than those that an earlier document of it wrote. */
function otherwise(
  platform: Platform,
  was: ObjectDocument,
  wasIn: Folded,
  is: ObjectDocument,
  isIn: Folded,
  only: (field: string) => boolean,
): Other[] {
  return Object.entries(is.fields).flatMap(([field, document]): Other[] => {
    const held = Object.hasOwn(was.fields, field) && only(field) ? was.fields[field]! : undefined;
    if (held === undefined) return [];
    const [from, to] = [
      sideOf(platform.language, wasIn.documents.object, was, held),
      sideOf(platform.language, isIn.documents.object, is, document),
    ];
    // what was worked out is worked out anew
    if (from === undefined || from.fieldType.derived?.(from.settings) !== undefined) return [];
    if (held.type === document.type && (to === undefined || shapeOf(from) === shapeOf(to))) return [];
    const path = pointer("object", is.name, "fields", field, held.type === document.type ? "config" : "type");
    return [{ object: is.id, field, name: document.name, path, from: toldOf(held), to: toldOf(document) }];
  });
}

const toldOf = ({ type, config }: Field): string =>
  config === undefined || Object.keys(config).length === 0 ? type : `${type} ${JSON.stringify(config)}`.slice(0, 200);

/** $1 tenant, $2 objects: the fields (or "" of the whole object) that were removed and keep their values, and the last revision that had them. */
const removedOf = `select object_id as object, field_id as field, revision from field_removal where tenant_id = $1::uuid and object_id = any($2::text[])`;

/**
 * Fields that would be read otherwise (another type, scale or currency) although records hold values of before, also of a field that was
 * removed and comes back: those values would be out of sight, and nothing would bring them back.
 */
export async function unconverted(platform: Platform, tenantId: string, before: Folded, after: Folded): Promise<Problem[]> {
  const parts = [...after.documents.object.values()].flatMap((is) => {
    const was = before.byKey.get(`object/${is.id}`);
    return was?.kind === "object" ? otherwise(platform, was, before, is, after, () => true) : [];
  });
  parts.push(...(await comingBack(platform, tenantId, before, after)));
  const held = await areHeld(platform, tenantId, parts);
  return parts
    .filter((_, index) => held[index])
    .map(({ name, path, from, to }) =>
      problem("values_to_convert", path, `Records hold values of "${name}" as ${from}; as ${to} they would be lost`, {
        details: { field: name, from, to },
      }),
    );
}

/** Fields that stand in the place of removed ones, whose values are still kept, and would be read otherwise than those. */
async function comingBack(platform: Platform, tenantId: string, before: Folded, after: Folded): Promise<Other[]> {
  const fresh = [...after.documents.object.values()].filter((is) => {
    const was = before.byKey.get(`object/${is.id}`);
    return was?.kind !== "object" || Object.keys(is.fields).some((field) => !Object.hasOwn(was.fields, field));
  });
  if (fresh.length === 0) return [];
  const [rows] = await platform.db.batch(tenantId, [{ text: removedOf, params: [tenantId, fresh.map(({ id }) => id)] }], {
    readOnly: true,
  });
  const found: Other[] = [];
  for (const { object, field, revision } of rows as { object: string; field: string; revision: number }[]) {
    const is = after.byKey.get(`object/${object}`) as ObjectDocument;
    const now = before.byKey.get(`object/${object}`);
    const isNew = (each: string): boolean =>
      (field === "" || field === each) && !(now?.kind === "object" && Object.hasOwn(now.fields, each));
    if (!Object.keys(is.fields).some(isNew)) continue;
    const ground = await readGround(platform, tenantId, revision);
    const was = ground?.published.byKey.get(`object/${object}`);
    if (was?.kind === "object") found.push(...otherwise(platform, was, ground!.published, is, after, isNew));
  }
  return found;
}
