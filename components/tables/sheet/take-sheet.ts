import { generateNKeysBetween } from "fractional-indexing";
import type { Json, TableDocument, TableRow } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";
import type { DocumentKey } from "../../designer/documents.ts";
import { longestRising } from "./longest-rising.ts";
import type { SheetRead } from "./rows-in.ts";

export interface TakeChoice {
  /** take rows away that the file does not have */
  readonly removes: boolean;
  /** the rows stand as in the file */
  readonly reorders: boolean;
}

/** Above this many rows all of them are written at once: the log keeps one change instead of thousands. */
const mostByThemselves = 300;

/** What takes a sheet into a table: one entry of the log, however much it changes. */
export function takeSheet(
  read: SheetRead,
  table: TableDocument,
  own: readonly string[],
  document: DocumentKey,
  { removes, reorders }: TakeChoice,
): Command[] {
  const gone = new Set(removes ? read.missing : []);
  const staying = own.filter((id) => !gone.has(id));
  const touched = new Map<string, TableRow | undefined>([...gone].map((id) => [id, undefined]));
  for (const { id, row } of read.changed) touched.set(id, row);
  const fresh = new Map(read.added.map(({ id, row }) => [id, row]));
  for (const [id, order] of ordersOf(sequenceOf(read, staying, reorders), table, staying)) {
    const row = fresh.get(id) ?? touched.get(id) ?? table.rows[id]!;
    touched.set(id, { ...row, order });
  }
  if (touched.size > mostByThemselves) {
    const rows: Record<string, TableRow> = { ...table.rows };
    for (const [id, row] of touched) {
      if (row === undefined) delete rows[id];
      else rows[id] = row;
    }
    return [{ do: "set", document, path: ["rows"], value: rows as unknown as Json }];
  }
  return [...touched].map(([id, row]) => ({ do: "set", document, path: ["rows", id], value: row as unknown as Json | undefined }));
}

/** The tenant's rows in their order afterwards. New rows stand behind the row that they stand behind in the file. */
function sequenceOf({ sequence, added }: SheetRead, staying: readonly string[], reorders: boolean): string[] {
  const isNew = new Set(added.map(({ id }) => id));
  const [leading, following] = reorders ? [sequence, staying] : [staying, sequence];
  // rows that only the other list has come along behind their neighbour there
  const here = new Set(leading);
  const behind = new Map<string, string[]>();
  let last = "";
  for (const id of following) {
    if (here.has(id)) last = id;
    else if (reorders || isNew.has(id)) {
      const others = behind.get(last);
      if (others) others.push(id);
      else behind.set(last, [id]);
    }
  }
  // what stands before the first row that both have stands before it here too; without any such row it goes last
  const front = behind.get("") ?? [];
  const first = following.find((id) => here.has(id));
  const rest = leading.flatMap((id) => [...(id === first ? front : []), id, ...(behind.get(id) ?? [])]);
  return first === undefined ? [...rest, ...front] : rest;
}

/** Order keys of the rows that need another: as few as can be; of all when their keys leave no room. */
function ordersOf(sequence: readonly string[], table: TableDocument, staying: readonly string[]): ReadonlyMap<string, string> {
  const places = new Map(staying.map((id, at) => [id, at]));
  const still = new Set(longestRising(sequence.flatMap((id) => places.get(id) ?? [])));
  const orders = new Map<string, string>();
  const keyOf = (id: string | undefined): string | null => (id === undefined ? null : table.rows[id]!.order);
  const stays = (id: string): boolean => still.has(places.get(id) ?? -1);
  try {
    for (let at = 0; at < sequence.length; at += 1) {
      if (stays(sequence[at]!)) continue;
      let end = at;
      while (end < sequence.length && !stays(sequence[end]!)) end += 1;
      const keys = generateNKeysBetween(keyOf(sequence[at - 1]), keyOf(sequence[end]), end - at);
      if (keys.some((key) => key.length > 64)) throw new RangeError("no room");
      for (const [step, key] of keys.entries()) orders.set(sequence[at + step]!, key);
      at = end;
    }
    return orders;
  } catch {
    // keys written by hand, or equal ones
    const keys = generateNKeysBetween(null, null, sequence.length);
    return new Map(sequence.map((id, at) => [id, keys[at]!]));
  }
}
