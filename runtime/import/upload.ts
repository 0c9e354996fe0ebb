import { ok, problem, refused, type Json, type Result } from "#metadata";
import {
  allOf,
  csvLine,
  encodingOf,
  guessDelimiter,
  markOf,
  readSheet,
  rowsOf,
  toUtf8,
  UnreadableSheet,
  watchUtf8,
  type CsvForm,
  type Encoding,
} from "#sheets";
import type { Actor } from "../actor.ts";
import { cleanName } from "../files/clean-name.ts";
import { quotaProblem, quotaReached } from "../files/quota.ts";
import { packing } from "../files/packing.ts";
import type { FileStore } from "../files/store.ts";
import { putFile } from "../files/stored-file.ts";
import type { Platform } from "../platform.ts";
import { grantedOnMany } from "../records/allowed.ts";
import { guessMapping, guessType } from "./guess-mapping.ts";
import { bytesFrom, readCsv } from "./read-csv.ts";
import { isBlank } from "./take-rows.ts";
import { newId } from "../uuid.ts";

/** What was found in a file before anything is taken from it. */
export interface ImportPreview {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly format: "csv" | "xlsx";
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** rows below the headings */
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    /** the field it seems to be; absent: none */
    readonly field?: string;
    /** the type that a new field for it would have, and the choices of one */
    readonly type: string;
    readonly options?: readonly string[];
  }[];
  /** the first of them */
  readonly sample: readonly (readonly string[])[];
}

/** Bytes of a file of rows. */
export const importBytes = 512 * 1024 * 1024;
export const mostRows = 2_000_000;
const headBytes = 256 * 1024;
const samples = 20;
/** bytes of a workbook, unpacked, and what says more of itself than any does */
const limits = { unpacked: 4 * 1024 ** 3, ratio: 250 } as const;
/** rows that types are guessed from */
const guessed = 1_000;

class TooLarge extends Error {
  override readonly name = "TooLarge";
}

const keyOf = (tenantId: string, id: string, part = ""): string => `${tenantId}/imports/${id}${part}`;

/**
 * Takes a file of rows in: CSV of any usual encoding, or a workbook. It is kept as UTF-8 CSV, whatever came, so that an import can go on
 * from any byte; until an import begins it is its sender's and thrown away after a day.
 * Problems: forbidden, too_large, limit_exceeded, unreadable_file.
 */
export async function uploadImport(
  platform: Platform,
  actor: Actor,
  objectName: string,
  { name: given, source }: { readonly name: string; readonly source: AsyncIterable<Uint8Array> },
): Promise<Result<ImportPreview>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const creating = grantedOnMany(effective, actor, objectName, "create");
  const updating = grantedOnMany(effective, actor, objectName, "update");
  if (!creating.ok && !updating.ok) return creating;
  const full = await quotaProblem(platform, actor.tenantId);
  if (full !== undefined) return refused(full);
  const name = cleanName(given);
  const id = newId();
  const store = platform.files;
  const raw = keyOf(actor.tenantId, id, ".raw");
  const cut = keyOf(actor.tenantId, id, ".csv");
  let kept: string | undefined;
  try {
    const taken = await take(store, raw, cut, source);
    const { key } = taken;
    const form = await formOf(store, key);
    const counted = await inspect(store, key, form);
    if (counted.rows > mostRows)
      return refused(
        problem("too_large", "", `The file has more than ${mostRows} rows.`, { reason: "rows", details: { limit: mostRows } }),
      );
    const { tenantBytes } = platform.fileLimits;
    const file = {
      id,
      key,
      name,
      mediaType: "text/csv",
      size: taken.size,
      sha256: taken.sha256.toString("hex"),
      createdBy: actor.by,
      objectId: effective.objects.get(objectName)!.id,
    };
    if (!(await platform.db.transaction(actor.tenantId, (tx) => putFile(tx, actor.tenantId, tenantBytes, file))))
      return refused(quotaReached(tenantBytes));
    kept = key;
    const access = (creating.ok ? creating : updating.ok ? updating : undefined)!.value;
    const writable = access.object.fields.filter(
      (field) => access.right.writes(field.name) && field.fieldType.generated === undefined && field.fieldType.derived === undefined,
    );
    const mapping = guessMapping(form.headings, writable);
    return ok({
      id,
      name,
      object: objectName,
      format: taken.format,
      encoding: taken.encoding,
      delimiter: form.delimiter,
      rows: counted.rows,
      columns: form.headings.map((heading, column) => {
        const guess = guessType(counted.first.map((cells) => cells[column] ?? ""));
        return { name: heading, ...(mapping[column] === undefined ? {} : { field: mapping[column] }), ...guess };
      }),
      sample: counted.first.slice(0, samples),
    });
  } catch (error) {
    if (error instanceof UnreadableSheet) return refused(problem("unreadable_file", "", error.message, { reason: error.reason }));
    if (error instanceof TooLarge)
      return refused(problem("too_large", "", error.message, { reason: "file", details: { bytes: importBytes } }));
    throw error;
  } finally {
    for (const each of [raw, cut]) if (each !== kept) await store.remove(each);
  }
}

interface Taken {
  /** where it lies */
  readonly key: string;
  readonly format: "csv" | "xlsx";
  readonly encoding: Encoding;
  readonly size: number;
  readonly sha256: Buffer;
}

/** What came, as UTF-8 CSV: as it came under `raw`, or made of that under `cut`. */
async function take(store: FileStore, raw: string, cut: string, source: AsyncIterable<Uint8Array>): Promise<Taken> {
  const utf8 = watchUtf8();
  let head: Buffer = Buffer.alloc(0);
  let bytes = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (head.length < 8_192) head = Buffer.concat([head, chunk]).subarray(0, 8_192);
      bytes += chunk.length;
      if (bytes > importBytes) throw new TooLarge(`The file is larger than ${importBytes / 1024 / 1024} MiB.`);
      utf8.look(chunk);
      yield chunk;
    }
  }
  const put = await store.putStream(raw, watched(), { mediaType: "application/octet-stream" });
  if (put.size === 0) throw new UnreadableSheet("The file is empty.", "empty");
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    const made = await store.putStream(cut, sheetAsCsv(store, raw, put.size), { mediaType: "text/csv" });
    return { key: cut, format: "xlsx", encoding: "utf-8", ...made };
  }
  if (head[0] === 0xd0 && head[1] === 0xcf)
    throw new UnreadableSheet("This is a workbook of the old kind (.xls): save it as .xlsx or CSV.", "old_workbook");
  const encoding = encodingOf(head, utf8.isUtf8);
  if (encoding === "utf-8" && head.includes(0))
    throw new UnreadableSheet("The file is no text: send CSV or a workbook (.xlsx).", "no_text");
  if (encoding === "utf-8") return { key: raw, format: "csv", encoding, ...put };
  const made = await store.putStream(cut, toUtf8(bytesFrom(store, raw), encoding), { mediaType: "text/csv" });
  return { key: cut, format: "csv", encoding, ...made };
}

async function* sheetAsCsv(store: FileStore, raw: string, size: number): AsyncGenerator<Uint8Array> {
  const file = { size, read: (first: number, last: number) => bytesFrom(store, raw, first, last), inflate: packing.inflate, limits };
  const say = (text: string, kind: string): string => (kind === "instant" ? text.replace("T", " ").replace(/(\.\d+)?Z?$/, "") : text);
  let text = "";
  for await (const rows of readSheet(file, say)) {
    for (const row of rows) {
      text += csvLine(row);
      if (text.length <= 256 * 1024) continue;
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") yield Buffer.from(text);
}

export interface ImportForm extends CsvForm {
  readonly headings: readonly string[];
}

/** How the file is cut and what its columns are called, from its beginning. @throws UnreadableSheet */
export async function formOf(store: Pick<FileStore, "getStream">, key: string): Promise<ImportForm> {
  const head = await allOf(bytesFrom(store, key, 0, headBytes - 1));
  const mark = markOf(head)?.bytes ?? 0;
  const delimiter = guessDelimiter(head, mark);
  for (const row of rowsOf(head, { delimiter, from: mark })) {
    if (isBlank(row.cells)) continue;
    const headings = row.cells.map((cell, index) => cell.replaceAll("\u0000", "").trim() || `Column ${index + 1}`);
    return { delimiter, from: row.end, headings };
  }
  throw new UnreadableSheet("The file has no row of headings.", "no_headings");
}

async function inspect(store: Pick<FileStore, "getStream">, key: string, form: CsvForm): Promise<{ rows: number; first: string[][] }> {
  let rows = 0;
  const first: string[][] = [];
  for await (const batch of readCsv(store, key, form)) {
    for (const { cells } of batch) {
      if (isBlank(cells)) continue;
      rows++;
      if (first.length < guessed) first.push([...cells]);
    }
    if (rows > mostRows) break;
  }
  return { rows, first };
}

/** A file that was taken in, if it is the actor's own. */
export async function uploadedFile(
  platform: Platform,
  actor: Actor,
  id: string,
): Promise<{ key: string; name: string; objectId: string; size: number } | undefined> {
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select key, name, object_id as "objectId", size::float8 as size from file where tenant_id = $1::uuid and id = $2::uuid and created_by = $3 and deleted_at is null and key like '%/imports/%'`,
        params: [actor.tenantId, id, actor.by],
      },
    ],
    { readOnly: true },
  );
  return rows![0] as never;
}

/** A job's own note of its file: what is told to it, and nothing a person could send. */
export const asInput = (value: object): Json => value as unknown as Json;
