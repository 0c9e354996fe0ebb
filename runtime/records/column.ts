import type { Json, ScalarType, Storage, ValueType } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Condition } from "./condition.ts";
import { perField } from "./per-object.ts";

/**
 * One comparable value of a record, as the SQL compiler sees it: where it stands and what it is.
 * The name of its field type is not among it; storages and value types are all the compiler knows.
 */
export interface Column {
  /** API name */
  readonly name: string;
  /** key in `data`; absent: a column that every record has */
  readonly field?: string;
  /** physical column: an index slot that is filled, or a column that every record has */
  readonly at?: string;
  readonly type: ValueType;
  readonly storage: Storage;
  /** integer storage: what 1 (a major unit of a decimal, a minor unit of money) is in the slot */
  readonly unit: number;
  /** money: the one currency of the field */
  readonly currency?: string;
  /** references that lead from the record asked about to the one that has the value; where one leads nowhere, the value is absent */
  readonly via?: readonly Hop[];
  /** what stands under a key of the field's value */
  readonly inside?: "id" | "object";
  /** the records that the field points at stand in record_link too: under which object and field, and of which objects they are (storage identities) */
  readonly links?: { readonly object: string; readonly targets: readonly string[] };
  /** what stands before the names of columns where several records are at hand: "hop1." */
  readonly of?: string;
  /** an element of the list that is gone over */
  readonly element?: true;
  /** the measure, by its place, that is taken of a group */
  readonly measured?: number;
  /** worked out of others */
  readonly made?: Made;
}

/** One step of a path over references. */
export interface Hop {
  readonly reference: Column;
  /** the object it leads to: API name, storage identity */
  readonly object: string;
  readonly objectId: string;
  /** records of it that count; any other acts as absent */
  readonly rows: Condition;
}

/** Numbers, decimals or amounts of one currency put together. `??`: the first that is there. */
export interface Made {
  readonly by: "+" | "-" | "*" | "??";
  readonly of: readonly (Column | { readonly value: Json })[];
}

/** An element of a list of scalars, which has no name. */
export const elementOf = (list: Column): Column => ({
  name: list.name,
  type: typeof list.type === "string" ? "json" : list.type.list,
  storage: "json",
  unit: 1,
  element: true,
});

/** A value that is worked out, of the type of its operands. */
export const madeColumn = (made: Made, type: ScalarType, currency?: string): Column => ({
  name: made.of.flatMap((each) => ("value" in each ? [] : [each.name])).join(` ${made.by} `),
  type,
  storage: "json",
  unit: 1,
  made,
  ...(currency === undefined ? {} : { currency }),
});

const system = (name: string, at: string, type: ValueType, storage: Storage): Column => ({ name, at, type, storage, unit: 1 });

/** Columns that every record has, by every name they are known by. They are never absent. */
const everywhere: ReadonlyMap<string, Column> = new Map(
  [
    system("id", "id", "reference", "reference"),
    system("version", "version", "number", "integer"),
    system("created_at", "created_at", "instant", "instant"),
    system("created_by", "created_by", "text", "text"),
    system("updated_at", "updated_at", "instant", "instant"),
    system("updated_by", "updated_by", "text", "text"),
  ].flatMap((column) => {
    const camel = column.name.replace(/_[a-z]/, (found) => found.slice(1).toUpperCase());
    return camel === column.name ? [[column.name, column] as const] : [[column.name, column] as const, [camel, column] as const];
  }),
);

/** The column behind an API name, or undefined where the object has no such field. */
export function columnOf(object: ResolvedObject, name: string): Column | undefined {
  const field = object.byName.get(name);
  if (field === undefined) return everywhere.get(name);
  return fieldColumn(field);
}

/** The column of a field: worked out once for as long as the field stands as it is published. */
export const fieldColumn = perField((field: ResolvedField): Column => {
  const derived = field.fieldType.derived?.(field.settings);
  if (derived?.kind === "column") return { ...everywhere.get(derived.column)!, name: field.name };
  const type = field.fieldType.type(field.settings);
  const currency = field.fieldType.currency?.(field.settings);
  return {
    name: field.name,
    field: field.id,
    ...(field.slot?.state === "ready" ? { at: field.slot.column } : {}),
    type,
    storage: field.storage,
    unit: field.storage === "integer" ? unitOf(field, type) : 1,
    ...(currency === undefined ? {} : { currency }),
  };
});

/** Integer storage is linear: what the slot makes of 1 is what it makes of every whole step. */
function unitOf(field: ResolvedField, type: ValueType): number {
  const one = type === "decimal" ? "1" : type === "money" ? { currency: "XXX", minor: 1 } : 1;
  const unit = Number(field.fieldType.toSlot(one, field.settings));
  if (!Number.isSafeInteger(unit) || unit < 1) throw new Error(`<${field.fieldType.name}> has integer storage but makes ${unit} of 1`);
  return unit;
}

/** What a decimal of the column looks like, for JavaScript and Postgres alike: at most as many places as its slot holds. */
export function decimalPattern({ storage, unit }: Column): string {
  const places = Math.round(Math.log10(unit));
  if (storage !== "integer") return "^-?[0-9]+([.][0-9]+)?$";
  return places === 0 ? "^-?[0-9]+$" : `^-?[0-9]+([.][0-9]{1,${places}})?$`;
}
