import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { fieldColumn } from "./column.ts";
import { compileByIds, compileLines } from "./compile.ts";
import type { Statement } from "./spelling.ts";
import { linksOf } from "./links.ts";
import { seenBy } from "./path.ts";
import { planByIds } from "./plan.ts";
import { fieldValue, showing, showRecord, storedRecord, type RecordJson, type StoredRecord } from "./record.ts";
import { scope, type Scoped } from "./scope.ts";
import { isRecordId } from "./typed.ts";
import { unknownField } from "./unknown-field.ts";

/** A field to answer with the records it leads to, and what of those again. */
export interface Expand {
  /** API name of the field */
  readonly field: string;
  /** objects that it leads to */
  readonly objects: readonly string[];
  /** the records are its lines: they refer to this one by their field of this name */
  readonly by?: string;
  readonly then: readonly Expand[];
}

/** Most lines of one record, and most records of one object, that one answer brings along. */
export const mostLines = 50;
export const mostExpanded = 2_000;
/** Most lines of all records together that one answer brings along, counted under each record they stand under. */
const mostBrought = 25_000;
/** How far from the record asked for: what it leads to, and what that leads to. */
const mostLevels = 2;

/** "customer,lines,customer.region" over an object as the actor sees it. */
export function planExpand(
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  names: readonly string[],
  problems: Problem[],
): readonly Expand[] {
  const heads = [...new Set(names.map((name) => name.split(".")[0]!))];
  const found: Expand[] = [];
  for (const name of names) {
    if (name.split(".").length <= mostLevels) continue;
    problems.push(problem("invalid_query", "/expand", `"${name.slice(0, 80)}" leads more than ${mostLevels} steps away.`));
    return [];
  }
  for (const head of heads) {
    const field = object.byName.get(head);
    const target = field === undefined ? undefined : targetOf(field);
    if (field === undefined) problems.push(unknownField(object, head, "/expand"));
    else if (target === undefined) problems.push(problem("invalid_query", "/expand", `"${head}" does not lead to a record.`));
    else {
      const rest = names.filter((name) => name.startsWith(`${head}.`)).map((name) => name.slice(head.length + 1));
      const then = rest.length === 0 ? [] : expandBehind(effective, actor, head, target.objects, rest, problems);
      found.push({ field: head, ...target, then });
    }
  }
  return found;
}

/** What is asked of the records behind a field, of which there is one object; one that may not be read has no fields. */
function expandBehind(
  effective: Effective,
  actor: Actor,
  head: string,
  objects: readonly string[],
  names: readonly string[],
  problems: Problem[],
): readonly Expand[] {
  const only = objects.length === 1 ? effective.objects.get(objects[0]!) : undefined;
  if (only !== undefined && accessTo(effective, actor, only.name)?.read !== undefined)
    return planExpand(effective, actor, seenBy(effective, actor, only), names, problems);
  problems.push(unknownField({ name: head }, names[0]!, "/expand"));
  return [];
}

function targetOf({ fieldType, settings }: ResolvedField): { objects: readonly string[]; by?: string } | undefined {
  const single = fieldType.refersTo?.(settings);
  if (single !== undefined) return { objects: [single] };
  if (fieldType.linksTo !== undefined) return { objects: fieldType.linksTo.objects(settings) };
  const derived = fieldType.derived?.(settings);
  return derived?.kind === "lines" ? { objects: [derived.object], by: derived.by } : undefined;
}

/** Records of one object on their way out, and what is to be laid into them. */
interface Group {
  readonly records: readonly { readonly stored: StoredRecord; readonly json: Record<string, unknown> }[];
  readonly fields: readonly ResolvedField[];
  readonly expand: readonly Expand[];
}

/**
 * Records as they go out, with the records they lead to in place of ids. However many there are, it is one statement per object
 * and step. What may not be read stays an id. Problems: limit_exceeded, where there are more lines than an answer holds.
 */
export async function shown(
  platform: Platform,
  effective: Effective,
  actor: Actor,
  records: readonly StoredRecord[],
  fields: readonly ResolvedField[],
  expand: readonly Expand[],
  now: string,
): Promise<Result<readonly RecordJson[]>> {
  const show = showing(fields);
  if (expand.length === 0) return ok(records.map(show));
  const made = records.map((stored) => ({ stored, json: show(stored) as Record<string, unknown> }));
  let groups: readonly Group[] = records.length === 0 ? [] : [{ records: made, fields, expand }];
  let room = mostBrought;
  while (groups.length > 0) {
    const laid = await layIn(platform, effective, actor, groups, now, room);
    if (laid === undefined) return refused(tooMany());
    ({ groups, room } = laid);
  }
  return ok(made.map(({ json }) => json as unknown as RecordJson));
}

const tooMany = (): Problem =>
  problem("limit_exceeded", "/expand", `The records bring more than ${mostBrought} lines along.`, {
    help: 'Ask for fewer records at a time ("limit"), or for the lines by themselves.',
    details: { limit: mostBrought },
  });

/** → the records that were laid in and lead to others, and how many more lines there is room for; undefined: there was not enough. */
async function layIn(
  platform: Platform,
  effective: Effective,
  actor: Actor,
  groups: readonly Group[],
  now: string,
  room: number,
): Promise<{ readonly groups: readonly Group[]; readonly room: number } | undefined> {
  const scopes = new Map<string, Scoped | undefined>();
  const scopeOf = (name: string): Scoped | undefined => {
    if (!scopes.has(name)) {
      const object = effective.objects.get(name);
      const scoped = object === undefined ? undefined : scope(effective, actor, planByIds(effective, object, mostExpanded), now);
      scopes.set(name, scoped?.ok === true ? scoped.value : undefined);
    }
    return scopes.get(name);
  };
  const asked = groups.flatMap((group) =>
    group.expand.flatMap((expand) => {
      const field = group.fields.find((each) => each.name === expand.field);
      return field === undefined ? [] : [{ group, expand, field }];
    }),
  );

  const ids = new Map<string, Set<string>>();
  for (const { group, expand, field } of asked) {
    if (expand.by !== undefined) continue;
    for (const { stored } of group.records) {
      for (const { object, id } of pointedAt(field, expand, stored)) {
        const known = ids.get(object) ?? new Set();
        if (known.size < mostExpanded) known.add(id);
        ids.set(object, known);
      }
    }
  }
  const byIds = [...ids].flatMap(([object, wanted]) => {
    const scoped = scopeOf(object);
    return scoped === undefined ? [] : [{ object, statement: compileByIds(scoped.plan, [...wanted]) }];
  });
  const lines = asked.flatMap((each) => {
    const scoped = each.expand.by === undefined ? undefined : scopeOf(each.expand.objects[0]!);
    const by = effective.objects.get(each.expand.objects[0]!)?.byName.get(each.expand.by ?? "");
    if (scoped === undefined || by === undefined) return [];
    // one that several records lead to is there several times
    const wholes = [...new Set(each.group.records.map(({ stored }) => stored.id))];
    return [{ ...each, scoped, by, statement: compileLines(scoped.plan, fieldColumn(by), wholes, mostLines, room + 1) }];
  });
  const statements: Statement[] = [...byIds, ...lines].map(({ statement }) => statement);
  if (statements.length === 0) return { groups: [], room };
  const answers = await platform.db.batch(actor.tenantId, statements, { readOnly: true });

  const found = new Map<string, StoredRecord>();
  for (const [index, { object }] of byIds.entries())
    for (const row of answers[index]!) found.set(`${object}/${row["id"] as string}`, storedRecord(row));
  const next: Group[] = [];
  for (const { group, expand, field } of asked) {
    if (expand.by !== undefined) continue;
    const under = collecting(next, expand, scopeOf);
    for (const { stored, json } of group.records) {
      const each = (object: string, id: string) => {
        const record = found.get(`${object}/${id}`);
        return record === undefined ? undefined : under(object, record);
      };
      const value = json[expand.field];
      if (Array.isArray(value)) json[expand.field] = value.map((id: string) => each(expand.objects[0]!, id) ?? id);
      else if (typeof value === "string") json[expand.field] = each(expand.objects[0]!, value) ?? value;
      else {
        const [link] = pointedAt(field, expand, stored);
        const record = link === undefined ? undefined : each(link.object, link.id);
        if (record !== undefined) json[expand.field] = { ...link, record };
      }
    }
  }
  let left = room;
  for (const [index, { group, expand }] of lines.entries()) {
    const under = collecting(next, expand, scopeOf);
    const byWhole = Map.groupBy(answers[byIds.length + index]!, (row) => row["whole"] as string);
    for (const { stored, json } of group.records) {
      const own = byWhole.get(stored.id) ?? [];
      left -= own.length;
      if (left < 0) return undefined;
      json[expand.field] = own.map((row) => under(expand.objects[0]!, storedRecord(row)));
    }
  }
  return { groups: next, room: left };
}

/** The records that a field of a record points at. */
function pointedAt(field: ResolvedField, expand: Expand, stored: StoredRecord): readonly { object: string; id: string }[] {
  if (field.fieldType.linksTo !== undefined) return linksOf(field, stored.data);
  const id = fieldValue(stored.data, field);
  return isRecordId(id) ? [{ object: expand.objects[0]!, id }] : [];
}

/** Shows records that were brought along, and takes them down for the next step where there is one. */
function collecting(next: Group[], { then }: Expand, scopeOf: (object: string) => Scoped | undefined) {
  const groups = new Map<string, { records: Group["records"][number][]; group: Group }>();
  return (object: string, stored: StoredRecord): Record<string, unknown> => {
    const { fields } = scopeOf(object)!;
    const json = { ...showRecord(stored, fields) } as Record<string, unknown>;
    if (then.length === 0) return json;
    let kept = groups.get(object);
    if (kept === undefined) {
      const records: Group["records"][number][] = [];
      kept = { records, group: { records, fields, expand: then } };
      groups.set(object, kept);
      next.push(kept.group);
    }
    kept.records.push({ stored, json });
    return json;
  };
}
