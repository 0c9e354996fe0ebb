import { ok, problem, refused, inLocale, type Json, type Result } from "#metadata";
import { csvLine, mostSheetRows, neutral, sheetRow, writeWorkbook, type Cell } from "#sheets";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { packing } from "../files/packing.ts";
import { quotaProblem, quotaReached } from "../files/quota.ts";
import { putFile } from "../files/stored-file.ts";
import { defineJob, JobFailed, type Chunk, type Progress } from "../jobs/job.ts";
import { readSlowly } from "../jobs/slow-pages.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import type { RecordQuery, SortKey } from "../records/query.ts";
import type { RecordJson } from "../records/record.ts";
import { planned } from "../records/planned.ts";
import { asTitle, cellText, cellWriter } from "./cell-writer.ts";
import { newId } from "../uuid.ts";

/** What is exported: a list as somebody sees it. */
export interface ExportInput {
  readonly object: string;
  readonly format: "csv" | "xlsx";
  /** in this order; absent: all that may be taken out */
  readonly fields?: readonly string[];
  readonly filter?: Json;
  readonly sort?: readonly SortKey[];
  readonly q?: string;
  /** begin with a byte order mark, by which Excel knows UTF-8 */
  readonly mark?: boolean;
  /** headings and cells by API name and id instead of labels and titles */
  readonly raw?: boolean;
  /** name of the file, without its ending */
  readonly name: string;
}

interface ExportCursor {
  readonly part: number;
  /** where the list goes on; absent in the last step, which puts the parts together */
  readonly next?: string;
  readonly rows: number;
  /** that the parts take so far; absent in exports that were begun before parts were counted */
  readonly bytes?: number;
}

interface Prepared {
  readonly rows: number;
  readonly bytes: number;
  readonly next: string | null;
  readonly total?: number | undefined;
  readonly file?: { readonly id: string; readonly key: string; readonly size: number; readonly sha256: Buffer };
}

/** pages of 500 that one part holds */
const pages = 10;
const mediaTypes = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

/** Fields of the list that may be taken out, in the order in which they were asked for. */
function exportedFields(
  effective: Effective,
  actor: Actor,
  { object: name, fields }: Pick<ExportInput, "object" | "fields">,
): Result<ResolvedField[]> {
  const object = effective.objects.get(name);
  const access = accessTo(effective, actor, name);
  if (object === undefined || access === undefined)
    return refused(problem("not_found", "", `There is no object "${name.slice(0, 80)}".`, { reason: "object" }));
  if (access.export === undefined || access.read === undefined)
    return refused(problem("forbidden", "", `You may not export "${name}".`, { reason: "export", details: { object: name } }));
  const mayTake = (field: ResolvedField): boolean => access.export!.sees(field.name) && access.read!.sees(field.name) && isValue(field);
  if (fields === undefined) return ok(object.fields.filter(mayTake));
  const found = fields.map((each) => object.byName.get(each));
  const unknown = fields.filter((_, index) => found[index] === undefined || !mayTake(found[index]!));
  if (unknown.length > 0)
    return refused(
      ...unknown.map((each) => problem("unknown_field", "/fields", `"${name}" has no field "${each.slice(0, 80)}" that you may export.`)),
    );
  return ok(found as ResolvedField[]);
}

/** Records that stand below another are an object of their own. */
const isValue = (field: ResolvedField): boolean => field.fieldType.derived?.(field.settings).kind !== "lines";

function queryOf(effective: Effective, input: ExportInput, fields: readonly ResolvedField[]): RecordQuery {
  const expand =
    input.raw === true
      ? []
      : fields.filter((field) => field.fieldType.refersTo !== undefined && effective.objects.has(field.fieldType.refersTo(field.settings)));
  return {
    ...(input.filter === undefined ? {} : { filter: input.filter }),
    ...(input.q === undefined ? {} : { q: input.q }),
    ...(input.sort === undefined ? {} : { sort: input.sort }),
    fields: fields.map(({ name }) => name),
    expand: expand.slice(0, 10).map(({ name }) => name),
    limit: 500,
  };
}

function admit(effective: Effective, actor: Actor, input: ExportInput): Result<{ subject: string }> {
  const fields = exportedFields(effective, actor, input);
  if (!fields.ok) return fields;
  const asked = planned(effective, actor, input.object, queryOf(effective, input, fields.value), new Date().toISOString(), "export");
  return asked.ok ? ok({ subject: input.object }) : asked;
}

/** Writes records as rows. References show the title of their record, by which an import finds it again; the id, where it has none. */
function rowWriter(
  effective: Effective,
  object: ResolvedObject,
  fields: readonly ResolvedField[],
  input: Pick<ExportInput, "format" | "raw">,
  locale: string,
) {
  const writers = fields.map((field) => ({ field, write: cellWriter(field, locale), title: titleFieldOf(effective, field) }));
  const line = (cells: readonly Cell[]): string =>
    input.format === "csv" ? csvLine(cells.map((cell) => (typeof cell === "string" ? neutral(cell) : cellText(cell)))) : sheetRow(cells);
  const labelled = new Map<string, number>();
  for (const field of fields) labelled.set(inLocale(field.label, locale), (labelled.get(inLocale(field.label, locale)) ?? 0) + 1);
  return {
    head: line([
      "id",
      ...fields.map((field) =>
        input.raw === true || labelled.get(inLocale(field.label, locale)) !== 1 ? field.name : inLocale(field.label, locale, field.name),
      ),
    ]),
    row: (record: RecordJson): string =>
      line([
        record.id,
        ...writers.map(({ field, write, title }) => {
          const value = record[field.name];
          const shown =
            typeof value === "object" &&
            value !== null &&
            !Array.isArray(value) &&
            title !== undefined &&
            typeof (value as RecordJson).id === "string" &&
            "version" in value;
          if (!shown) return write(value);
          const called = (value as RecordJson)[title];
          return write(asTitle(typeof called === "string" && called !== "" ? called : (value as RecordJson).id));
        }),
      ]),
  };
}

function titleFieldOf(effective: Effective, field: ResolvedField): string | undefined {
  const target = field.fieldType.refersTo?.(field.settings);
  return target === undefined ? undefined : (effective.objects.get(target)?.document.titleField ?? "id");
}

/** A page of what may be taken out. @throws JobFailed */
async function readPage(platform: Platform, actor: Actor, input: ExportInput, query: RecordQuery) {
  const page = await readSlowly(platform, actor, input.object, query, "export");
  if (!page.ok) throw new JobFailed(...page.problems);
  return page.value;
}

const partKey = (tenantId: string, jobId: string, part: number): string => `${tenantId}/exports/${jobId}/part${part}`;

type Ground = Omit<Chunk<ExportInput, ExportCursor>, "tx">;

/** Reads some pages into a part of the file; in the end puts the parts together. A crash writes the same part once more. */
async function prepare(ground: Ground): Promise<Prepared> {
  const { platform, effective, actor, jobId, input, cursor } = ground;
  const fields = exportedFields(effective, actor, input);
  if (!fields.ok) throw new JobFailed(...fields.problems);
  const object = effective.objects.get(input.object)!;
  const writer = rowWriter(effective, object, fields.value, input, actor.locale);
  if (cursor !== undefined && cursor.next === undefined)
    return { rows: 0, bytes: 0, next: null, file: await compose(ground, cursor.part, writer.head) };

  const query = queryOf(effective, input, fields.value);
  let next = cursor?.next ?? null;
  let rows = 0;
  let total: number | undefined;
  async function* part(): AsyncGenerator<Uint8Array> {
    for (let page = 0; page < pages; page++) {
      const first = cursor === undefined && page === 0;
      const read = await readPage(platform, actor, input, { ...query, ...(first ? { count: "estimate" as const } : { cursor: next! }) });
      if (first) total = read.countIsLeast === true ? undefined : read.count;
      rows += read.data.length;
      next = read.next;
      yield Buffer.from(read.data.map(writer.row).join(""));
      if (next === null) return;
    }
  }
  const key = partKey(actor.tenantId, jobId, cursor?.part ?? 0);
  const { size: bytes } = await platform.files.putStream(key, part(), { mediaType: "application/octet-stream" });
  // a sheet is packed: what its rows take says little of the file
  const full = input.format === "csv" ? await quotaProblem(platform, actor.tenantId, (cursor?.bytes ?? 0) + bytes) : undefined;
  if (full !== undefined) throw new JobFailed(full);
  if (input.format === "xlsx" && (cursor?.rows ?? 0) + rows >= mostSheetRows) {
    throw new JobFailed(
      problem("too_large", "", `A sheet holds ${mostSheetRows} rows: export as CSV, or filter.`, {
        reason: "sheet",
        details: { limit: mostSheetRows },
      }),
    );
  }
  return { rows, bytes, next, total };
}

async function compose({ platform, actor, jobId, input }: Ground, parts: number, head: string) {
  const { files } = platform;
  async function* rows(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(head);
    for (let part = 0; part < parts; part++) {
      const found = await files.getStream(partKey(actor.tenantId, jobId, part));
      if (found === undefined) throw new Error("a part of the export is gone");
      yield* found.stream as AsyncIterable<Uint8Array>;
    }
  }
  async function* csv(): AsyncGenerator<Uint8Array> {
    if (input.mark === true) yield Buffer.from("\ufeff");
    yield* rows();
  }
  const id = newId();
  const key = `${actor.tenantId}/exports/${jobId}.${input.format}`;
  const put = await files.putStream(key, input.format === "csv" ? csv() : writeWorkbook({ title: input.name }, rows(), packing), {
    mediaType: mediaTypes[input.format],
  });
  return { id, key, ...put };
}

export const exportRecords = defineJob<ExportInput, ExportCursor>({
  name: "export",
  admit,
  prepare,
  async chunk({ platform, tx, actor, jobId, input, cursor }, prepared: Prepared): Promise<Progress<ExportCursor>> {
    const rows = (cursor?.rows ?? 0) + prepared.rows;
    const { file } = prepared;
    if (file === undefined) {
      const part = (cursor?.part ?? 0) + 1;
      return {
        next: { part, rows, bytes: (cursor?.bytes ?? 0) + prepared.bytes, ...(prepared.next === null ? {} : { next: prepared.next }) },
        done: prepared.rows,
        ...(prepared.total === undefined ? {} : { total: prepared.total }),
      };
    }
    const name = `${input.name}.${input.format}`;
    const { tenantBytes } = platform.fileLimits;
    const row = { ...file, name, mediaType: mediaTypes[input.format], sha256: file.sha256.toString("hex"), createdBy: actor.by, jobId };
    if (!(await putFile(tx, actor.tenantId, tenantBytes, row))) {
      await platform.files.remove(file.key);
      throw new JobFailed(quotaReached(tenantBytes));
    }
    return { next: undefined, done: 0, total: rows, result: { file: file.id, name, size: file.size, rows } };
  },
  async finish({ platform, actor, jobId }) {
    for (let part = 0; await platform.files.exists(partKey(actor.tenantId, jobId, part)); part++)
      await platform.files.remove(partKey(actor.tenantId, jobId, part));
  },
});
