import { pointer, problem, type Problem } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { linesOf } from "./change.ts";
import { perObject } from "./per-object.ts";
import { storedRecord, type StoredRecord } from "./record.ts";
import { noRecord } from "./run.ts";
import { lockForDelete, lockForUpdate, readThose } from "./statements.ts";
import { isRecordId } from "./typed.ts";
import { writeMany, type Asked } from "./write.ts";
import { refuse, type Draft, type Writing } from "./writing.ts";

const lineFieldsOf = perObject((object) => object.fields.filter((field) => linesOf(field) !== undefined));

/** Does what was sent for a record of the object bring lines with it? */
export const bringsLines = (object: ResolvedObject, values: unknown): boolean =>
  typeof values === "object" && values !== null && lineFieldsOf(object).some(({ name }) => Object.hasOwn(values, name));

/**
 * Lines that are named, before the records they come with: from the part to the whole, as those go who change a line by itself. Travels ahead
 * of the statement that locks the records.
 */
export function lockLines({ tx, effective, object }: Writing, asked: readonly Asked[]): void {
  for (const field of lineFieldsOf(object)) {
    const line = effective.objects.get(linesOf(field)!.object);
    const given = asked.flatMap(({ values }): unknown[] => {
      const list: unknown = (values as Record<string, unknown> | null | undefined)?.[field.name];
      return Array.isArray(list) ? list : [];
    });
    const ids = new Set(given.flatMap((each) => (isRecordId((each as Line | null)?.id) ? [(each as Line).id!] : [])));
    if (line === undefined || ids.size === 0) continue;
    // one that goes away is locked as for a deletion, and all of them at once
    const goes = given.some((each) => (each as { _delete?: unknown } | null)?._delete === true);
    tx.query(goes ? lockForDelete : lockForUpdate, [effective.tenantId, line.id, [...ids].sort()]).catch(() => undefined);
  }
}

/** A line as it is sent: its fields by name; with an id one that is there, `_delete` takes it away. */
interface Line {
  readonly of: Draft;
  readonly path: string;
  readonly id: string | undefined;
  readonly gone: boolean;
  readonly values: Record<string, unknown>;
}

/**
 * Writes the lines that came with records, through the path of their own object and with the actor's rights to it: those with an id are
 * changed, those marked with `_delete` go, the others are made. What is not named stays. Problems at {record}/{field}/{n}/{field of the line}.
 * @returns the records as they are afterwards (their roll-ups may have changed), and whether a flow has something to do
 */
export async function writeLines(
  writing: Writing,
  owners: readonly Draft[],
): Promise<{ stored: ReadonlyMap<string, StoredRecord>; work: boolean }> {
  const { tx, effective, actor, object, options } = writing;
  let work = false;
  const bringing = owners.filter(({ lines }) => lines !== undefined && lines.size > 0);
  if (bringing.length === 0) return { stored: new Map(), work };
  const part = {
    ...(options.jobId === undefined ? {} : { jobId: options.jobId }),
    ...(options.allowDuplicates === undefined ? {} : { allowDuplicates: options.allowDuplicates }),
  };
  for (const field of lineFieldsOf(object)) {
    const { object: name, by } = linesOf(field)!;
    const lines = bringing.flatMap((owner) => readLines(writing, owner, field));
    const strangers = await notTheirs(writing, name, by, lines);
    refuse(writing, strangers);
    if (strangers.length > 0) continue;
    const asked = (line: Line): Asked => ({
      path: line.path,
      ...(line.id === undefined ? {} : { id: line.id }),
      ...(line.gone ? {} : { values: line.id === undefined ? { ...line.values, [by]: line.of.id } : line.values }),
    });
    const acts = [
      ["delete", lines.filter(({ gone }) => gone)],
      ["update", lines.filter(({ id, gone }) => id !== undefined && !gone)],
      ["create", lines.filter(({ id }) => id === undefined)],
    ] as const;
    for (const [act, those] of acts) {
      if (those.length === 0) continue;
      const wrote = await writeMany(tx, effective, actor, act, name, those.map(asked), part);
      if (wrote.ok) work ||= wrote.value.work;
      // of all of them: said at the first
      else
        refuse(
          writing,
          wrote.problems.map((each) => (each.path === "" ? { ...each, path: those[0]!.path } : each)),
        );
    }
  }
  const rows = await tx.query(readThose, [effective.tenantId, object.id, bringing.map(({ id }) => id)]);
  return { stored: new Map(rows.map((row) => [row["id"] as string, storedRecord(row)])), work };
}

function readLines(writing: Writing, owner: Draft, field: ResolvedField): Line[] {
  return (owner.lines?.get(field.id) ?? []).flatMap((each, index): Line[] => {
    const path = `${owner.path}${pointer(field.name, index)}`;
    if (typeof each !== "object" || each === null || Array.isArray(each)) {
      refuse(writing, [problem("wrong_type", path, "A line is a JSON object: its fields by name.")]);
      return [];
    }
    const { id, _delete: gone, ...values } = each as Record<string, unknown>;
    if ((id !== undefined && !isRecordId(id)) || (gone !== undefined && typeof gone !== "boolean") || (gone === true && id === undefined)) {
      refuse(writing, [problem("invalid", path, "A line that is there is named by its id; _delete: true takes it away.")]);
      return [];
    }
    return [{ of: owner, path, id, gone: gone === true, values }];
  });
}

/** Lines that are named and belong to another record, or to none: as though they were not there. */
async function notTheirs({ tx, effective }: Writing, name: string, by: string, lines: readonly Line[]): Promise<Problem[]> {
  const named = lines.filter(({ id }) => id !== undefined);
  const object = effective.objects.get(name);
  const reference = object?.byName.get(by);
  if (named.length === 0 || object === undefined || reference === undefined) return [];
  const rows = await tx.query(readThose, [effective.tenantId, object.id, named.map(({ id }) => id)]);
  const owners = new Map(rows.map((row) => [row["id"] as string, storedRecord(row).data[reference.id]]));
  return named.flatMap(({ id, of, path }) => (owners.get(id!) === of.id ? [] : [{ ...noRecord(name, id!), path: `${path}/id` }]));
}
