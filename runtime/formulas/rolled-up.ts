import { Decimal } from "decimal.js";
import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { fieldColumn, type Column } from "../records/column.ts";
import { compileAggregate, type Measure } from "../records/compile-groups.ts";
import { always, both, type Condition } from "../records/condition.ts";
import { lowerRule } from "../records/lower.ts";
import { planByIds } from "../records/plan.ts";
import { fieldIn } from "./effective-graph.ts";
import { copied, fitValue, placesOf } from "./fit-value.ts";
import type { Derived } from "./graph.ts";

/** Sums of any length, and quotients that are rounded once. */
const Exact = Decimal.clone({ precision: 200, rounding: Decimal.ROUND_HALF_UP });

/** Nobody asks: a roll-up is the same for all. */
const nobody = { now: "1970-01-01T00:00:00.000Z", user: { id: null, roles: [] } };

/** What a roll-up comes to over no records at all. */
export function rolledUpNothing(effective: Effective, node: Derived): Json | undefined {
  const { field } = fieldIn(effective, node.object, node.field.id);
  return valueOf(field, node, undefined, "0", null);
}

/**
 * Roll-ups of many records, exact: id of the record → id of the field → value. Roll-ups over the same records under the same condition
 * are one grouped statement for all of them. Read as the platform, for all records that are not deleted.
 */
export async function rolledUp(
  tx: Tx,
  effective: Effective,
  nodes: readonly Derived[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Json | undefined>>> {
  const found = new Map(ids.map((id) => [id, new Map<string, Json | undefined>()]));
  const groups = new Map<string, Derived[]>();
  for (const node of nodes) {
    if (node.how.kind !== "rollUp") continue;
    const key = JSON.stringify([node.how.object, node.how.by, node.how.filter ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  await Promise.all([...groups.values()].map((alike) => over(tx, effective, alike, ids, found)));
  return found;
}

async function over(
  tx: Tx,
  effective: Effective,
  alike: readonly Derived[],
  ids: readonly string[],
  found: ReadonlyMap<string, Map<string, Json | undefined>>,
): Promise<void> {
  const [first] = alike as readonly [Derived];
  const { object: child, field: by } = fieldIn(effective, first.children!.object, first.children!.by.id);
  const how = first.how as Extract<Derived["how"], { kind: "rollUp" }>;
  const filter = how.filter === undefined ? { ok: true as const, value: always } : lowerRule(effective, child, how.filter, nobody, "");
  // checked when it was published
  if (!filter.ok) throw new Error(`The condition of the roll-up <${first.key}> cannot be asked: ${filter.problems[0]?.message}`);
  const refers: Condition = { kind: "oneOf", column: fieldColumn(by), values: ids };

  const measures: Measure[] = [];
  const places = alike.map((node) => {
    const of = node.children!.field === undefined ? undefined : fieldIn(effective, child.name, node.children!.field.id).field;
    const column = of === undefined ? undefined : exact(fieldColumn(of));
    const { fn } = node.how as typeof how;
    const at = measures.length;
    if (column === undefined) measures.push({ fn: "count" });
    else if (fn === "avg") measures.push({ fn: "sum", column }, { fn: "count", column });
    else measures.push({ fn, column });
    return { node, column, at };
  });
  const plan = { ...planByIds(effective, child, ids.length), where: both(refers, filter.value), scoped: true };
  const { text, params } = compileAggregate(plan, [{ column: fieldColumn(by) }], measures, always, []);
  const rows = new Map((await tx.query(text, params)).map((row) => [row["g0"] as string, row]));
  for (const id of ids) {
    const row = rows.get(id);
    for (const { node, column, at } of places) {
      const { field } = fieldIn(effective, node.object, node.field.id);
      const measured = row?.[`m${at}`] as string | null | undefined;
      const counted = row?.[`m${at + 1}`] as string | null | undefined;
      found.get(id)!.set(field.id, valueOf(field, node, column, measured ?? null, counted ?? null));
    }
  }
}

/**
 * The column as it is summed up exactly: floats are added as the decimals they are written as, whatever the order; long texts
 * are compared whole. Both stand in `data`.
 */
function exact(column: Column): Column {
  if (column.storage !== "float" && column.storage !== "text") return column;
  const { at: _slot, ...rest } = column;
  return column.field === undefined ? column : rest;
}

/** What was measured as a value of the field. `column` is absent for counts, and where nothing was measured. */
function valueOf(
  field: ResolvedField,
  node: Derived,
  column: Column | undefined,
  measured: string | null,
  counted: string | null,
): Json | undefined {
  const how = node.how as Extract<Derived["how"], { kind: "rollUp" }>;
  if (how.fn === "count") return fitValue(field, Number(measured ?? 0));
  if (how.fn === "sum") return summed(field, column, measured ?? "0");
  if (measured === null || column === undefined) return undefined;
  if (how.fn === "avg") return average(field, column, measured, Number(counted));
  switch (column.type) {
    case "number":
      return copied(field, Number(measured));
    case "money":
      return copied(field, { currency: column.currency ?? "", minor: Number(measured) });
    case "decimal":
      return copied(field, inUnits(column, measured).toFixed(placesOf(field)));
    default:
      return copied(field, measured);
  }
}

/** A measured text in whole units of the field: slots hold decimals scaled. */
const inUnits = (column: Column, measured: string): Decimal => {
  const value = new Exact(measured);
  return column.at !== undefined && column.type === "decimal" ? value.div(column.unit) : value;
};

const summed = (field: ResolvedField, column: Column | undefined, measured: string): Json | undefined =>
  numeric(field, column === undefined ? new Exact(measured) : inUnits(column, measured));

/** The quotient, rounded once: half-up at the field's own last place. */
const average = (field: ResolvedField, column: Column, sum: string, count: number): Json | undefined =>
  count === 0 ? undefined : numeric(field, inUnits(column, sum).div(count));

/** A number as the field holds numbers: of money, minor units of its currency. */
function numeric(field: ResolvedField, value: Decimal): Json | undefined {
  const currency = field.fieldType.currency?.(field.settings);
  if (currency !== undefined) return fitValue(field, { currency, minor: value.toDecimalPlaces(0).toNumber() });
  return fitValue(field, field.fieldType.type(field.settings) === "decimal" ? value.toFixed(placesOf(field)) : value.toNumber());
}
