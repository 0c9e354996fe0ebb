import { inLocale, ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { CsvForm } from "#sheets";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { grantedOnMany } from "../records/allowed.ts";
import type { Change } from "../records/change.ts";
import { defineJob, type Chunk, type Progress } from "../jobs/job.ts";
import { enterSteps, type Step } from "../formulas/enter.ts";
import { writeEach } from "../jobs/write-each.ts";
import { queueReindex, wellBefore } from "../search/queue-reindex.ts";
import { searchedFields } from "../search/searched.ts";
import type { Notation } from "./cell.ts";
import { findRecords, type Wanted } from "./find-records.ts";
import { columnsOf, openOf, readAhead, takeRows, targetOf, type Row, type TakenRows } from "./take-rows.ts";

/** What an import is told. `mapping`: column number → field name, or "id". */
export interface ImportInput {
  readonly object: string;
  readonly file: string;
  readonly key: string;
  readonly name: string;
  readonly form: CsvForm;
  readonly headings: readonly string[];
  readonly rows?: number;
  readonly mapping: Readonly<Record<string, string>>;
  readonly mode: "create" | "update" | "upsert";
  /** fields (or "id") by which a row finds its record; update and upsert */
  readonly match: readonly string[];
  /** reference field → the field of the other object by which it is named in the file; "id" for ids */
  readonly references: Readonly<Record<string, string>>;
  /** reference fields whose records are made when they are not there */
  readonly createMissing: readonly string[];
  /** create: rows whose unique value is taken are passed over instead of refused */
  readonly skipDuplicates: boolean;
  /** update, upsert: an empty cell empties the field; else it leaves it */
  readonly emptyClears: boolean;
  readonly notation: Notation;
}

export interface ImportCursor {
  /** byte and row at which the next chunk begins */
  readonly at: number;
  readonly row: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
}

interface Prepared extends TakenRows {
  /** names of referred records that are to be made, by reference field */
  readonly missing: ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>>;
}

/** names of referred records that are remembered between chunks */
const mostRemembered = 50_000;

function admit(effective: Effective, actor: Actor, input: ImportInput): Result<{ subject: string }> {
  if (input.mode !== "update") {
    const creating = grantedOnMany(effective, actor, input.object, "create");
    if (!creating.ok) return creating;
  }
  if (input.mode !== "create") {
    const updating = grantedOnMany(effective, actor, input.object, "update");
    if (!updating.ok) return updating;
  }
  const object = effective.objects.get(input.object)!;
  const gone = columnsOf(input).filter(([, name]) => name !== "id" && !object.byName.has(name));
  if (gone.length > 0)
    return refused(...gone.map(([, name]) => problem("unknown_field", "/mapping", `"${input.object}" has no field "${name}".`)));
  return ok({ subject: input.object });
}

type Ground = Omit<Chunk<ImportInput, ImportCursor>, "tx">;

async function prepare(ground: Ground): Promise<Prepared> {
  const { effective, input, kept } = ground;
  const taken = await takeRows(ground);
  const { found } = openOf(kept);
  if (found.size > mostRemembered) found.clear();
  const fields = new Map<string, ResolvedField>();
  for (const [, name] of columnsOf(input)) {
    const field = effective.objects.get(input.object)!.byName.get(name);
    if (field !== undefined) fields.set(name, field);
  }
  const missing = await findReferred(ground, fields, taken.rows, found);
  if (input.mode !== "create") await findMatches(ground, taken.rows);
  for (const each of taken.rows) if (each.values["id"] !== undefined) delete each.values["id"];
  return { ...taken, missing };
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Names in the file → ids of records, all of the chunk at once. What is not found is a problem of its row, or is to be made. */
async function findReferred(ground: Ground, fields: ReadonlyMap<string, ResolvedField>, rows: readonly Row[], found: Map<string, string>) {
  const { platform, actor, input, effective } = ground;
  const missing = new Map<string, Map<string, Row[]>>();
  for (const [name, field] of fields) {
    const target = targetOf(field);
    if (target === undefined) continue;
    const by = input.references[name] ?? effective.objects.get(target)?.document.titleField ?? "id";
    const several = field.fieldType.refersTo === undefined;
    const split = (text: string): string[] => (several ? text.split(/\s*[;；|\n]\s*/).filter((each) => each !== "") : [text]);
    const asked = rows.filter(({ values }) => typeof values[name] === "string");
    const unknown = new Set<string>();
    for (const { values } of asked)
      for (const text of split(values[name] as string)) if (!isUuid(text) && !found.has(`${name} ${text}`)) unknown.add(text);
    if (unknown.size > 0) {
      const wanted: Wanted = { object: target, fields: [by], values: [[...unknown]] };
      for (const [[value], ids] of await findRecords(platform, actor, wanted)) {
        if (ids.length === 1) found.set(`${name} ${value}`, ids[0]!);
        else
          for (const row of asked)
            if (split(row.values[name] as string).includes(value!)) row.problems.push(several_(name, value!, ids.length));
      }
    }
    for (const row of asked) {
      const ids: string[] = [];
      let waits = false;
      for (const text of split(row.values[name] as string)) {
        const id = isUuid(text) ? text.toLowerCase() : found.get(`${name} ${text}`);
        if (id !== undefined) ids.push(id);
        else if (row.problems.some(({ path }) => path === `/${name}`)) continue;
        else if (input.createMissing.includes(name) && !several) {
          const texts = missing.get(name) ?? new Map<string, Row[]>();
          missing.set(name, texts);
          texts.set(text, [...(texts.get(text) ?? []), row]);
          waits = true;
        } else row.problems.push(notFound(ground, name, target, by, text.slice(0, 100)));
      }
      if (!waits) row.values[name] = several ? ids : (ids[0] ?? null);
    }
  }
  return missing;
}

/** In the words that people know object and field by. */
function notFound({ effective }: Ground, name: string, target: string, by: string, value: string): Problem {
  const object = effective.objects.get(target);
  const said = (locale: string) => ({
    object: inLocale(object?.document.label ?? target, locale),
    field: inLocale(object?.byName.get(by)?.label ?? by, locale),
  });
  const [en, zh] = [said("en"), said("zh")];
  const text = {
    en: `There is no ${en.object} whose ${en.field} is "${value}"`,
    zh: `没有“${zh.field}”为“${value}”的${zh.object}`,
  };
  return problem("broken_reference", `/${name}`, `${text.en}.`, { details: { field: name, text } });
}

const several_ = (name: string, value: string, count: number): Problem =>
  problem("broken_reference", `/${name}`, `${count === 0 ? "No" : "More than one"} record is called "${value.slice(0, 100)}".`, {
    reason: count === 0 ? "unnamed" : "several",
    details: { field: name, value: value.slice(0, 100) },
  });

/** Which record each row is to change. */
async function findMatches({ platform, actor, input, effective }: Ground, rows: readonly Row[]): Promise<void> {
  const object = effective.objects.get(input.object)!;
  // as the type writes them: 1.5 and 1.50 are one key
  for (const name of input.match) {
    const field = object.byName.get(name);
    const schema = field?.fieldType.value(field.settings);
    for (const row of rows) {
      const read = row.values[name] === null || row.values[name] === undefined ? undefined : schema?.safeParse(row.values[name]);
      if (read?.success === true) row.values[name] = read.data as Json;
    }
  }
  const keyed = rows.filter((row) => {
    const parts = input.match.map((name) => row.values[name] ?? null);
    if (parts.every((part) => part !== null && typeof part !== "object")) {
      row.key = JSON.stringify(parts.map(String));
      return true;
    }
    if (input.mode === "update")
      row.problems.push(
        problem("required", `/${input.match[0]}`, `Give ${input.match.join(" and ")}, by which the record is found.`, {
          reason: "search_by",
          details: { object: input.object, fields: input.match },
        }),
      );
    return false;
  });
  const wanted: Wanted = {
    object: input.object,
    fields: input.match,
    values: input.match.map((name) => [...new Set(keyed.map(({ values }) => values[name] as Json))]),
  };
  const found = new Map<string, readonly string[]>();
  if (keyed.length > 0) for (const [values, ids] of await findRecords(platform, actor, wanted)) found.set(JSON.stringify(values), ids);
  // what people cannot write serves to find the record and for nothing else
  for (const name of input.match) {
    const field = object.byName.get(name);
    if (field?.fieldType.generated !== undefined || field?.fieldType.derived !== undefined) for (const row of rows) delete row.values[name];
  }
  for (const row of keyed) {
    const ids = found.get(row.key!) ?? [];
    if (ids.length > 1) {
      row.problems.push(
        problem(
          "duplicate_value",
          `/${input.match[0]}`,
          `${ids.length} records have this ${input.match.join(" and ")}: it does not say which.`,
          { reason: "several", details: { object: input.object, fields: input.match, count: ids.length } },
        ),
      );
    } else if (ids.length === 1) row.id = ids[0];
    else if (input.mode === "update")
      row.problems.push(
        problem("not_found", `/${input.match[0]}`, `No record has this ${input.match.join(" and ")}.`, {
          reason: "record_by",
          details: { object: input.object, fields: input.match },
        }),
      );
  }
}

const importKind = (name: string, dry: boolean) =>
  defineJob<ImportInput, ImportCursor>({
    name,
    ...(dry ? {} : { undoable: true as const }),
    admit,
    prepare,
    async chunk(ground, prepared: Prepared): Promise<Progress<ImportCursor>> {
      if (!dry) return write(ground, prepared, dry);
      let progress: Progress<ImportCursor> | undefined;
      await ground.tx
        .savepoint(async () => {
          progress = await write(ground, prepared, dry);
          throw new DryRun();
        })
        .catch((error: unknown) => {
          if (!(error instanceof DryRun)) throw error;
        });
      return { ...progress!, work: false };
    },
    async finish({ platform, effective, actor, input, jobId }, state) {
      if (!dry && state !== "succeeded" && isFoundLater(effective, input)) {
        await platform.db.transaction(actor.tenantId, (tx) => queueReindex(tx, actor.tenantId, [madeBy(effective, input, jobId)]));
      }
      // of a rehearsal the file is still needed; what was not finished may be begun again
      if (dry || state !== "succeeded") return;
      await platform.db.batch(actor.tenantId, [
        {
          text: "update file set deleted_at = coalesce(deleted_at, now()) where tenant_id = $1::uuid and id = $2::uuid",
          params: [actor.tenantId, input.file],
        },
      ]);
    },
  });

class DryRun extends Error {}

/** Rows up to which what is made is found at once; of more, a job behind the import sees to it. */
const mostFoundAtOnce = 2_000;
const isLong = ({ rows }: ImportInput): boolean => rows === undefined || rows > mostFoundAtOnce;
const isFoundLater = (effective: Effective, input: ImportInput): boolean => {
  const object = effective.objects.get(input.object);
  return isLong(input) && object !== undefined && searchedFields(object).length > 0;
};

/** The records that an import has made, to be found. */
const madeBy = (effective: Effective, { object }: ImportInput, jobId: string) => ({
  object: effective.objects.get(object)!.id,
  name: object,
  since: wellBefore(jobId),
});

/** Rows written by one round of statements: the first few soon, so that the database has something to do while the others are judged. */
const sliceRows = [100, 250, 500] as const;

/** A pause in which what was sent is passed on, and others of this process have their turn. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Counts {
  created: number;
  updated: number;
  skipped: number;
}

async function write(ground: Chunk<ImportInput, ImportCursor>, prepared: Prepared, dry: boolean): Promise<Progress<ImportCursor>> {
  const { tx, effective, input, cursor, soFar, jobId } = ground;
  // what is lost with a crash of the database is lost together with the cursor, and done again
  if (!dry) await tx.query("select set_config('synchronous_commit', 'off', true)");
  const good = prepared.rows.filter(isGood);
  await enterSteps(tx, effective, stepsOf(ground, prepared, good));
  let work = await makeMissing(ground, prepared);
  const count: Counts = { created: cursor?.created ?? 0, updated: cursor?.updated ?? 0, skipped: cursor?.skipped ?? 0 };
  const made = new Map<string, string>();
  for (let from = 0, slice = 0; from < good.length; slice++) {
    const most = sliceRows[Math.min(slice, sliceRows.length - 1)]!;
    work = (await writeSlice(ground, good.slice(from, from + most).filter(isGood), made, count, dry)) || work;
    from += most;
    await breathe();
  }
  if (prepared.isLast && isFoundLater(effective, input)) await queueReindex(tx, effective.tenantId, [madeBy(effective, input, jobId)]);
  const at = { at: prepared.end, row: prepared.lastRow };
  if (!prepared.isLast) readAhead(ground, at);
  const bad = prepared.rows.filter(({ problems }) => problems.length > 0);
  return {
    next: prepared.isLast ? undefined : { ...at, ...count },
    done: prepared.rows.length - bad.length,
    failed: bad.length,
    result: { ...count, file: input.name },
    work,
    rows: bad.map(({ row, cells, problems }) => ({ row, source: { cells: [...cells] }, problems })),
    ...(soFar.total === undefined && input.rows !== undefined ? { total: input.rows } : {}),
  };
}

const isGood = ({ problems }: Row): boolean => problems.length === 0;

/** What a chunk does one after another: slices that make and slices that change. */
function stepsOf({ effective, input }: Chunk<ImportInput, ImportCursor>, { missing }: Prepared, good: readonly Row[]): readonly Step[] {
  const targets = [...missing.keys()].map((name) => targetOf(effective.objects.get(input.object)!.byName.get(name)!)!);
  const several = good.length > sliceRows[0] || good.some(({ id, key }) => id !== undefined || key !== undefined);
  return [
    ...targets.map((object): Step => ({ object, act: "create", asked: [] })),
    { object: input.object, act: "create", asked: good },
    ...(several ? [{ object: input.object, act: "update", asked: good } as const] : []),
  ];
}

/** Writes some rows, what is made and what is changed apart: many of a kind are one statement. What they come to is noted with them. */
async function writeSlice(
  { tx, effective, actor, jobId, input }: Chunk<ImportInput, ImportCursor>,
  rows: readonly Row[],
  made: Map<string, string>,
  count: Counts,
  dry: boolean,
): Promise<boolean> {
  let work = false;
  // the same key twice in a file: the later row changes what the earlier one made
  for (let left = rows; left.length > 0;) {
    const seen = new Set<string>();
    const [now, later]: [Row[], Row[]] = [[], []];
    for (const row of left) {
      if (row.key !== undefined && seen.has(row.key)) later.push(row);
      else {
        if (row.key !== undefined) {
          seen.add(row.key);
          row.id ??= made.get(row.key);
        }
        now.push(row);
      }
    }
    for (const those of [now.filter(({ id }) => id === undefined), now.filter(({ id }) => id !== undefined)]) {
      const changes = those.map(({ id, values }): Change => ({
        act: id === undefined ? "create" : "update",
        object: input.object,
        values,
        ...(id === undefined ? {} : { id }),
      }));
      // nobody waits for what is written: it goes on while the next rows are judged, and the transaction stands for it
      const wrote = await writeEach(tx, effective, actor, changes, jobId, { searchLater: isLong(input), last: !dry });
      work = wrote.work || work;
      for (const [index, row] of those.entries()) {
        const why = wrote.refused[index];
        if (why !== undefined) {
          if (input.skipDuplicates && why.every(({ code }) => code === "duplicate_value")) {
            row.skip = true;
            count.skipped++;
          } else row.problems.push(...why);
        } else if (row.id === undefined) {
          count.created++;
          if (row.key !== undefined) made.set(row.key, wrote.ids[index]!);
        } else count.updated++;
      }
    }
    left = later.filter(({ problems }) => problems.length === 0);
  }
  return work;
}

/** Makes the records that rows name and nobody has made yet. Whoever may not make them is told so with the row. */
async function makeMissing(
  { tx, effective, actor, jobId, input }: Chunk<ImportInput, ImportCursor>,
  { missing }: Prepared,
): Promise<boolean> {
  let work = false;
  for (const [name, texts] of missing) {
    const field = effective.objects.get(input.object)!.byName.get(name)!;
    const target = targetOf(field)!;
    const by = input.references[name] ?? effective.objects.get(target)?.document.titleField ?? "id";
    const names = [...texts.keys()];
    const wrote = await writeEach(
      tx,
      effective,
      actor,
      names.map((text): Change => ({ act: "create", object: target, values: { [by]: text } })),
      jobId,
    );
    work = wrote.work || work;
    for (const [index, text] of names.entries()) {
      for (const row of texts.get(text)!) {
        if (wrote.refused[index] === undefined) row.values[name] = wrote.ids[index]!;
        else
          row.problems.push(
            problem(
              "broken_reference",
              `/${name}`,
              `"${text.slice(0, 100)}" could not be made: ${wrote.refused[index][0]?.message ?? ""}`,
              { reason: "not_made", details: { value: text.slice(0, 100), problems: wrote.refused[index].slice(0, 3) } },
            ),
          );
      }
    }
  }
  return work;
}

export const importRows = importKind("import", false);
export const rehearseImport = importKind("import_dry_run", true);
