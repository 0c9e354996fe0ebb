import type { TableDocument, TableRow } from "#metadata";
import type { Why } from "../cell-text.ts";
import type { Column } from "../column.ts";
import { type Place, placesOfHeads, rowParts } from "./heads.ts";
import { longestRising } from "./longest-rising.ts";
import { untold } from "./rows-out.ts";
import { cellIn, cellOut, givenIn, givenOut, partIn, partOut, sameCell, sameGiven, sameInstant } from "./texts.ts";

/** Rows of one file. */
export const mostTableRows = 10_000;

/**
 * Keys of `studio.sheet.reject.*`, or of `studio.cell.why.*`.
 * locked: of a package · twice: another line has this id · nothing: a new row that gives nothing · backwards: it ends before it begins
 */
export type Rejection = Why | "locked" | "twice" | "nothing" | "untold" | "backwards";
export const isWhy = (reason: Rejection): reason is Why => !["locked", "twice", "nothing", "untold", "backwards"].includes(reason);

/** A cell, or a line, that is not taken. */
export interface Rejected {
  /** 1-based, as spreadsheets count: the heads are line 1 */
  readonly line: number;
  /** 0-based; undefined: the whole line */
  readonly at?: number;
  readonly place?: Place;
  readonly text: string;
  readonly reason: Rejection;
}

export interface CellChange {
  readonly place: Place;
  readonly before: string;
  readonly after: string;
}

export interface ChangedRow {
  readonly id: string;
  readonly line: number;
  readonly row: TableRow;
  readonly cells: readonly CellChange[];
}

export interface AddedRow {
  readonly id: string;
  readonly line: number;
  readonly row: Omit<TableRow, "order">;
  readonly texts: readonly { readonly place: Place; readonly text: string }[];
}

export interface SheetRead {
  readonly changed: readonly ChangedRow[];
  readonly added: readonly AddedRow[];
  /** rows of the tenant that the file does not have */
  readonly missing: readonly string[];
  readonly rejected: readonly Rejected[];
  /** heads that name nothing of this table */
  readonly ignored: readonly string[];
  readonly hasIds: boolean;
  /** the tenant's rows, old and new, in the order of the file */
  readonly sequence: readonly string[];
  /** how many of the tenant's rows stand elsewhere in the file than in the table */
  readonly moved: number;
  /** rows in the file */
  readonly rows: number;
}

/** The file cannot be held against the table at all; keys of `studio.sheet.unreadable.*` */
export type Unfit = "empty" | "noHeads" | "tooMany";

/**
 * Holds a sheet against a table: what it changes, cell by cell. What cannot be read is rejected by itself; a new row with such a cell is
 * rejected whole, as without one of its conditions it would hit too often.
 * @param own ids of the tenant's rows in order; all other rows can only be switched
 * @param locale in which what stood before is said
 */
export function sheetToRows(
  matrix: readonly (readonly string[])[],
  table: TableDocument,
  columns: readonly Column[],
  own: readonly string[],
  newId: () => string,
  locale = "en",
): SheetRead | { readonly unfit: Unfit } {
  const heads = matrix[0];
  if (heads === undefined || heads.every((head) => head.trim() === "")) return { unfit: "empty" };
  const places = placesOfHeads(heads, columns);
  if (places.every((place) => place === undefined)) return { unfit: "noHeads" };
  const lines = matrix.slice(1).flatMap((cells, at) => (cells.every((text) => text.trim() === "") ? [] : [{ cells, line: at + 2 }]));
  if (lines.length > mostTableRows) return { unfit: "tooMany" };

  const idAt = places.findIndex((place) => place !== undefined && "part" in place && place.part === "id");
  const owned = new Map(own.map((id, at) => [id, at]));
  const seen = new Set<string>();
  const changed: ChangedRow[] = [];
  const added: AddedRow[] = [];
  const rejected: Rejected[] = [];
  const sequence: string[] = [];
  for (const { cells, line } of lines) {
    const said = idAt < 0 ? "" : (cells[idAt]?.trim() ?? "");
    if (said !== "" && seen.has(said)) {
      rejected.push({ line, at: idAt, place: { part: "id" }, text: said, reason: "twice" });
      continue;
    }
    if (said !== "") seen.add(said);
    const known = said !== "" && Object.hasOwn(table.rows, said) ? table.rows[said] : undefined;
    const read = readLine(cells, places, known, known !== undefined && !owned.has(said), locale, table.timezone ?? "UTC");
    rejected.push(...read.rejected.map((each) => ({ line, ...each })));
    if (known !== undefined) {
      if (read.changes.length > 0) changed.push({ id: said, line, row: read.row as TableRow, cells: read.changes });
      if (owned.has(said)) sequence.push(said);
      continue;
    }
    if (read.rejected.length > 0) continue;
    if (Object.keys(read.row.out).length === 0 && columns.some(({ side }) => side === "output")) {
      rejected.push({ line, text: "", reason: "nothing" });
      continue;
    }
    // an id that this table does not know keeps its rows the same ones wherever the file goes
    const id = /^[A-Za-z0-9_-]{1,64}$/.test(said) ? said : newId();
    added.push({ id, line, row: read.row, texts: read.changes.map(({ place, after }) => ({ place, text: after })) });
    sequence.push(id);
  }
  const standing = sequence.flatMap((id) => owned.get(id) ?? []);
  return {
    changed,
    added,
    missing: idAt < 0 ? [] : own.filter((id) => !seen.has(id)),
    rejected,
    ignored: heads.filter((head, at) => places[at] === undefined && head.trim() !== ""),
    hasIds: idAt >= 0,
    sequence,
    moved: standing.length - longestRising(standing).length,
    rows: lines.length,
  };
}

interface Line {
  readonly row: Omit<TableRow, "order"> & { order?: string };
  readonly changes: readonly CellChange[];
  readonly rejected: readonly Omit<Rejected, "line">[];
}

function readLine(
  texts: readonly string[],
  places: readonly (Place | undefined)[],
  known: TableRow | undefined,
  isLocked: boolean,
  locale: string,
  timezone: string,
): Line {
  const cells = { ...known?.cells };
  const row = { ...known, out: { ...known?.out } } as { -readonly [Key in keyof TableRow]: TableRow[Key] };
  const changes: CellChange[] = [];
  const rejected: Omit<Rejected, "line">[] = [];
  for (const [at, place] of places.entries()) {
    const text = texts[at] ?? "";
    if (place === undefined || ("part" in place && place.part === "id")) continue;
    const reject = (reason: Rejection, what = text): void => void rejected.push({ at, place, text: what, reason });
    const before = known === undefined ? "" : textOf(known, place, locale);
    // as it left: whatever its text says, nothing was touched
    if (known !== undefined && (text === before || text === untold || ["en", "zh"].some((each) => textOf(known, place, each) === text)))
      continue;
    if (known === undefined && text === untold) {
      reject("untold");
      continue;
    }
    const isSwitch = "part" in place && place.part === "enabled";
    if ("part" in place) {
      const { part } = place as { part: Exclude<(typeof rowParts)[number], "id"> };
      const read = partIn(part, text, timezone);
      if (!read.ok) {
        reject(read.why, read.text);
        continue;
      }
      const same =
        part === "enabled"
          ? (known?.enabled !== false) === (read.value !== false)
          : part === "note"
            ? known?.note === read.value
            : sameInstant(known?.[part], read.value as string | undefined);
      if (same) continue;
      if (isLocked && !isSwitch) {
        reject("locked");
        continue;
      }
      if (read.value === undefined) delete row[part];
      else (row as Record<string, unknown>)[part] = read.value;
    } else {
      const { column } = place;
      const isInput = column.side === "input";
      const read = isInput ? cellIn(text, column) : givenIn(text, column);
      if (!read.ok) {
        reject(read.why, read.text);
        continue;
      }
      const same = isInput
        ? sameCell(known?.cells?.[column.id], read.value as never, column)
        : sameGiven(known?.out[column.id], read.value as never, column);
      if (same) continue;
      if (isLocked) {
        reject("locked");
        continue;
      }
      const target = (isInput ? cells : row.out) as Record<string, unknown>;
      if (read.value === undefined) delete target[column.id];
      else target[column.id] = read.value;
    }
    changes.push({ place, before, after: text });
  }
  if (row.validFrom !== undefined && row.validTo !== undefined && Date.parse(row.validFrom) >= Date.parse(row.validTo)) {
    const kept = changes.filter(({ place }) => !("part" in place && (place.part === "validFrom" || place.part === "validTo")));
    if (kept.length < changes.length) {
      for (const part of ["validFrom", "validTo"] as const) {
        if (known?.[part] === undefined) delete row[part];
        else row[part] = known[part];
      }
      const at = places.findIndex((place) => place !== undefined && "part" in place && place.part === "validTo");
      rejected.push({ ...(at < 0 ? {} : { at }), place: { part: "validTo" }, text: texts[at] ?? "", reason: "backwards" });
      changes.splice(0, changes.length, ...kept);
    }
  }
  if (Object.keys(cells).length > 0 || known?.cells !== undefined) row.cells = cells;
  // said as the grid says it, however it was written
  return { row, changes: changes.map((each) => ({ ...each, after: textOf(row as TableRow, each.place, locale) })), rejected };
}

function textOf(row: TableRow, place: Place, locale: string): string {
  if ("part" in place) return place.part === "id" ? "" : partOut(place.part, row, locale);
  const { column } = place;
  return column.side === "input" ? cellOut(row.cells?.[column.id], column, locale) : givenOut(row.out[column.id], column, locale);
}
