import { problem, type Json, type Problem } from "#metadata";
import { UnreadableSheet, type CsvRow } from "#sheets";
import type { ResolvedField } from "../effective/effective.ts";
import { derivedGraph } from "../formulas/effective-graph.ts";
import { JobFailed, type Chunk, type Kept } from "../jobs/job.ts";
import { isStorable } from "../records/guard.ts";
import { isNumbered } from "../records/numbers.ts";
import { cellReader } from "./cell.ts";
import type { ImportCursor, ImportInput } from "./import-job.ts";
import { readCsv } from "./read-csv.ts";

/** A row on its way. */
export interface Row {
  /** as a spreadsheet counts: the headings are row 1 */
  readonly row: number;
  readonly cells: readonly string[];
  readonly values: Record<string, Json>;
  readonly problems: Problem[];
  /** the record it is to change; undefined: it is made */
  id?: string | undefined;
  key?: string;
  skip?: true;
}

/** The rows of one chunk, and where the next one begins. */
export interface TakenRows {
  readonly rows: readonly Row[];
  readonly end: number;
  readonly lastRow: number;
  readonly isLast: boolean;
}

/** What an import keeps open between its chunks. */
interface Open {
  source?: Source;
  /** the next chunk's rows, read while the database was busy with those before */
  ahead?: { readonly at: number; readonly taken: Promise<TakenRows> };
  /** names of records that are referred to → their ids */
  readonly found: Map<string, string>;
}

interface Source {
  readonly batches: AsyncGenerator<CsvRow[]>;
  rows: readonly CsvRow[];
  index: number;
  at: number;
}

/** Rows of one chunk. Fewer where others who write records of the object wait until it is through. */
const mostRows = { alone: 4_000, amongOthers: 1_000 } as const;
/** bytes of one chunk: rows may be long */
const mostBytes = 4 * 1024 * 1024;

type Ground = Pick<Chunk<ImportInput, ImportCursor>, "platform" | "effective" | "input" | "kept" | "attempt">;
type At = Pick<ImportCursor, "at" | "row">;

export const openOf = (kept: Kept): Open => {
  const open = kept.value as Open | undefined;
  if (open !== undefined) return open;
  const made: Open = { found: new Map() };
  kept.value = made;
  kept.close = async () => {
    kept.value = undefined;
    await made.ahead?.taken.catch(() => undefined);
    await made.source?.batches.return(undefined);
  };
  return made;
};

/** The rows at the cursor, read from the file, or as they were read ahead. @throws JobFailed */
export async function takeRows(ground: Ground & { readonly cursor: At | undefined }): Promise<TakenRows> {
  const { input, kept, cursor, attempt } = ground;
  const open = openOf(kept);
  const from: At = cursor ?? { at: input.form.from, row: 1 };
  const { ahead } = open;
  delete open.ahead;
  if (ahead?.at === from.at && attempt === 1) return ahead.taken;
  await ahead?.taken.catch(() => undefined);
  return read(ground, open, from);
}

/** Begins to read what the next chunk will take, beside what is being written. */
export function readAhead(ground: Ground, from: At): void {
  const open = openOf(ground.kept);
  const taken = read({ ...ground, attempt: 1 }, open, from);
  taken.catch(() => undefined);
  open.ahead = { at: from.at, taken };
}

/** The file where the chunk before left it; opened anew after a crash, or when another process went on meanwhile. */
async function sourceAt({ platform, input }: Ground, open: Open, at: number): Promise<Source> {
  if (open.source?.at === at) return open.source;
  await open.source?.batches.return(undefined);
  open.source = { batches: readCsv(platform.files, input.key, input.form, at), rows: [], index: 0, at };
  return open.source;
}

async function read(ground: Ground, open: Open, from: At): Promise<TakenRows> {
  const { effective, input, attempt } = ground;
  const object = effective.objects.get(input.object)!;
  const amongOthers = isNumbered(object) || derivedGraph(effective).families.has(object.name);
  const most = Math.max(1, Math.floor(mostRows[amongOthers ? "amongOthers" : "alone"] / 4 ** (attempt - 1)));
  const columns = columnsOf(input).map(([column, name]) => ({ column, name, read: readerOf(object.byName.get(name), input) }));
  const clears = input.mode !== "create" && input.emptyClears;
  const rows: Row[] = [];
  let row = from.row;
  let isLast = false;
  try {
    const source = await sourceAt(ground, open, from.at);
    while (rows.length < most && source.at - from.at < mostBytes) {
      if (source.index === source.rows.length) {
        const next = await source.batches.next();
        if (next.done === true) {
          isLast = true;
          break;
        }
        source.rows = next.value;
        source.index = 0;
        continue;
      }
      const { cells: given, end } = source.rows[source.index++]!;
      source.at = end;
      row++;
      if (isBlank(given)) continue;
      const fits = given.every(isStorable);
      const cells = fits ? given : given.map((cell) => cell.toWellFormed().replaceAll("\u0000", "\uFFFD"));
      const values: Record<string, Json> = {};
      for (const { column, name, read: reader } of columns) {
        const value = reader(cells[column] ?? "");
        if (value !== null || clears) values[name] = value;
      }
      rows.push({ row, cells, values, problems: [...(fits ? [] : [notStorable()]), ...tooManyCells(cells, input.headings.length)] });
    }
    return { rows, end: source.at, lastRow: row, isLast };
  } catch (error) {
    if (error instanceof UnreadableSheet)
      throw new JobFailed(problem("unreadable_file", "", `After row ${row}: ${error.message}`, { reason: "after_row", details: { row } }));
    throw error;
  }
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === "" || cell.trim() === "");

const notStorable = (): Problem =>
  problem("invalid", "", "The row holds a character that no record can hold (NUL).", { reason: "characters" });

const tooManyCells = (cells: readonly string[], headings: number): Problem[] =>
  cells.length > headings && !isBlank(cells.slice(headings))
    ? [
        problem(
          "invalid",
          "",
          `The row has ${cells.length} cells under ${headings} headings: a quotation mark or delimiter may be missing.`,
          { reason: "cells", details: { cells: cells.length, headings } },
        ),
      ]
    : [];

/** What a cell says. Names of other records are looked up later, all of a chunk at once. */
function readerOf(field: ResolvedField | undefined, { notation }: ImportInput): (text: string) => Json {
  if (field !== undefined && targetOf(field) === undefined) return cellReader(field, notation);
  return (text) => {
    const trimmed = text.trim();
    return trimmed === "" ? null : trimmed;
  };
}

/** The object whose records a value names; undefined: it names none, or may name those of several. */
export const targetOf = (field: ResolvedField): string | undefined => {
  const one = field.fieldType.refersTo?.(field.settings);
  if (one !== undefined) return one;
  const several = field.fieldType.linksTo?.objects(field.settings);
  return several?.length === 1 && typeof field.fieldType.type(field.settings) !== "string" ? several[0] : undefined;
};

export const columnsOf = (input: Pick<ImportInput, "mapping">): [column: number, field: string][] =>
  Object.entries(input.mapping).map(([column, field]) => [Number(column), field]);
