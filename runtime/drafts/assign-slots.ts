import { sameJson, settingsOf, storageOf, type FieldType, type Language, type ObjectDocument, type Storage } from "#metadata";

import type { Slot } from "../effective/effective.ts";

/** All index slot columns of `records` with their types. */
export const slotColumns: readonly { readonly name: string; readonly type: string }[] = Object.entries({
  s: ["text", 10],
  i: ["int8", 10],
  f: ["float8", 5],
  t: ["timestamptz", 6],
  r: ["uuid", 8],
  b: ["bool", 4],
} as const).flatMap(([letter, [type, count]]) => Array.from({ length: count }, (_, index) => ({ name: `${letter}${index + 1}`, type })));

/** Which of them serve a storage: letter and how many there are. json has none. */
const columns: { readonly [S in Storage]?: readonly [letter: string, count: number] } = {
  text: ["s", 10],
  integer: ["i", 10],
  float: ["f", 5],
  date: ["t", 6],
  instant: ["t", 6],
  reference: ["r", 8],
  boolean: ["b", 4],
};

/** The letter of the columns that serve a storage; undefined: none does. */
export const slotLetter = (storage: Storage): string | undefined => columns[storage]?.[0];

/** Kinds of columns as people may be told: text, numbers that are exact, moments… */
export const slotKinds: readonly { readonly kind: string; readonly letter: string; readonly count: number }[] = (
  [
    ["text", "text"],
    ["integer", "exact"],
    ["float", "number"],
    ["instant", "time"],
    ["reference", "reference"],
    ["boolean", "boolean"],
  ] as const
).map(([storage, kind]) => ({ kind, letter: columns[storage]![0], count: columns[storage]![1] }));
export const slotCountOf = (letter: string): number => slotKinds.find((each) => each.letter === letter)?.count ?? 0;

/** A row of field_slot. `clearing`: given up, but old values still stand in the column; its field is named ":{column}", which is no field's id. */
export interface SlotRow {
  readonly object: string;
  readonly field: string;
  readonly column: string;
  readonly state: "filling" | "ready" | "clearing";
}

export interface SlotPlan {
  /** all rows as they are to be */
  readonly rows: readonly SlotRow[];
  /** indexed fields that found no free column: they work, slowly */
  readonly without: readonly { readonly object: string; readonly field: string }[];
}

/** The slots that records are written with, as an Effective wants them. */
export function slotsByObject({ rows }: SlotPlan): ReadonlyMap<string, ReadonlyMap<string, Slot>> {
  const found = new Map<string, Map<string, Slot>>();
  for (const { object, field, column, state } of rows) {
    if (state === "clearing") continue;
    let fields = found.get(object);
    if (fields === undefined) found.set(object, (fields = new Map()));
    fields.set(field, { column, state });
  }
  return found;
}

/**
 * Gives every indexed, unique, self-indexing and reference field a column of its storage. Pure and deterministic: a field keeps its column,
 * new ones take the lowest free one in the order references and unique ones first, then by the fields' own order.
 *
 * A column is to be filled when records may hold values that it does not have yet. `mayHold(object id, field id)`: might there be such records?
 */
export function assignSlots(options: {
  readonly language: Language;
  readonly current: readonly SlotRow[];
  readonly before: readonly ObjectDocument[];
  readonly after: readonly ObjectDocument[];
  readonly mayHold: (object: string, field: string) => boolean;
}): SlotPlan {
  const { language, current, mayHold } = options;
  const before = new Map(options.before.map((object) => [object.id, object]));
  const after = new Map(options.after.map((object) => [object.id, object]));
  const byName = new Map(options.after.map((object) => [object.name, object]));
  const rows: SlotRow[] = [];
  const without: { object: string; field: string }[] = [];

  for (const object of new Set([...current.map((row) => row.object), ...after.keys()])) {
    const held = current.filter((row) => row.object === object);
    const wanted = wantedFields(after.get(object), language, byName);
    const taken = new Map(held.filter((row) => row.state === "clearing").map((row) => [row.column, row]));
    const waiting: typeof wanted = [];

    const keeping = new Set<string>();
    for (const want of wanted) {
      const row = held.find((each) => each.field === want.id && each.state !== "clearing");
      if (row === undefined || !row.column.startsWith(want.letter)) waiting.push(want);
      else {
        const was = before.get(object)?.fields[want.id];
        const isSame =
          was !== undefined &&
          was.type === want.type.name &&
          (was.unique ?? false) === want.unique &&
          sameJson(was.config ?? {}, want.config ?? {});
        keeping.add(row.column);
        taken.set(row.column, isSame || !mayHold(object, want.id) ? row : { ...row, state: "filling" });
      }
    }
    // what nobody keeps may still hold values: the column is free again only once they are gone
    for (const row of held) {
      if (row.state !== "clearing" && !keeping.has(row.column))
        taken.set(row.column, { object, field: `:${row.column}`, column: row.column, state: "clearing" });
    }
    for (const want of waiting) {
      const column = Array.from({ length: want.count }, (_, index) => `${want.letter}${index + 1}`).find((each) => !taken.has(each));
      if (column === undefined) without.push({ object, field: want.id });
      else taken.set(column, { object, field: want.id, column, state: mayHold(object, want.id) ? "filling" : "ready" });
    }
    rows.push(...taken.values());
  }
  return { rows, without };
}

interface Wanted {
  readonly id: string;
  readonly type: FieldType;
  readonly config: unknown;
  readonly unique: boolean;
  readonly letter: string;
  readonly count: number;
}

function wantedFields(object: ObjectDocument | undefined, language: Language, objects: ReadonlyMap<string, ObjectDocument>): Wanted[] {
  if (object === undefined) return [];
  const found = Object.entries(object.fields).flatMap(([id, field]) => {
    const type = language.fields.get(field.type);
    const settings = settingsOf(language.fields, objects, object, field);
    const place = type === undefined || settings === undefined ? undefined : columns[storageOf(type, settings)];
    if (type === undefined || place === undefined) return [];
    const must = field.unique === true || type.refersTo !== undefined || type.alwaysIndexed === true;
    if (!must && field.indexed !== true) return [];
    return [{ id, type, config: field.config, unique: field.unique ?? false, letter: place[0], count: place[1], must, order: field.order }];
  });
  return found.sort((a, b) => Number(b.must) - Number(a.must) || (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}
