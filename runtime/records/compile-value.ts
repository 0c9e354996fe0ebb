import type { Json, ScalarType } from "#metadata";
import { type Column, decimalPattern, type Hop, type Made } from "./column.ts";
import { conjunction, jsonText, type Spelling } from "./spelling.ts";

export const scalarOf = (column: Column): ScalarType => (typeof column.type === "string" ? column.type : "json");

/** The column where it is quickest: the slot, else out of `data`. */
export function value(column: Column, to: Spelling): string {
  if (column.via !== undefined) return along(column.via, to, (name) => value(bare(column, name), to));
  return column.at === undefined ? natural(column, to) : `${column.of ?? ""}${column.at}`;
}

/** The value out of `data`, NULL where it is not of the type; never raises. Columns that every record has stand for themselves. */
export function natural(column: Column, to: Spelling): string {
  if (column.via !== undefined) return along(column.via, to, (name) => natural(bare(column, name), to));
  if (column.made !== undefined) return made(column.made, column, to);
  if (column.measured !== undefined) return to.measures[column.measured]!;
  if (column.element !== true && column.field === undefined) return standing(column);
  const id = column.field === undefined ? "" : to.field(column.field);
  const held = `${column.of ?? ""}data->${id}`;
  const it = column.element === true ? `${column.of ?? ""}value` : column.inside === undefined ? held : `${held}->'${column.inside}'`;
  const kind = `jsonb_typeof(${it})`;
  const text =
    column.element === true
      ? `(${it} #>> '{}')`
      : column.inside === undefined
        ? `${column.of ?? ""}data->>${id}`
        : `${held}->>'${column.inside}'`;
  switch (scalarOf(column)) {
    case "text":
      return `(case when ${kind} = 'string' then ${text} end) collate "C"`;
    case "number":
      return `(case when ${kind} = 'number' then (${text})::numeric end)`;
    case "decimal":
      return `(case when ${kind} = 'string' and ${text} ~ ${to.field(decimalPattern(column))} then (${text})::numeric end)`;
    case "money":
      return `(case when jsonb_typeof(${it}->'minor') = 'number' and ${it}->>'currency' = ${to.field(column.currency ?? "")} then (${it}->>'minor')::numeric end)`;
    case "boolean":
      return `(case when ${kind} = 'boolean' then (${text})::bool end)`;
    case "date":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(${text}, 'date') then ${text} end) collate "C"`;
    case "instant":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\\.[0-9]{3}Z$' and pg_input_is_valid(left(${text}, 10), 'date') then ${text} end) collate "C"`;
    case "reference":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then ${text} end) collate "C"`;
    case "json":
      return typeof column.type === "string"
        ? `(case when ${kind} <> 'null' then ${it} end)`
        : `(case when ${kind} = 'array' then ${it} end)`;
  }
}

/** A column that every record has, as what `natural` yields for a field of its type. */
function standing({ at: name, of = "", storage }: Column): string {
  const at = `${of}${name}`;
  if (storage === "integer") return `${at}::numeric`;
  if (storage === "instant") return `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') collate "C"`;
  return storage === "reference" ? `${at}::text collate "C"` : `${at}`;
}

/** The same column of the record that is at hand, under its name. */
export function bare({ via: _, ...column }: Column, name: string): Column {
  return { ...column, of: `${name}.` };
}

/** A value of the record that references lead to, NULL where one leads nowhere. */
function along(via: readonly Hop[], to: Spelling, spell: (name: string) => string): string {
  const [hop, ...rest] = via;
  if (hop === undefined) return spell(to.around);
  const from = to.around;
  return to.inside((name) => {
    const found = along(rest, to, spell);
    return `(select ${found} from records ${name} where ${reached(hop, from, to)})`;
  });
}

/** What holds of the one record that a hop leads to, spelled among the records it leads to. */
function reached(hop: Hop, from: string, to: Spelling): string {
  const reference = { ...hop.reference, of: `${from}.` };
  const id = hop.reference.at === undefined ? `(${natural(reference, to)})::uuid` : value(reference, to);
  return conjunction(
    `${to.around}.tenant_id = $1::uuid and ${to.around}.object_id = ${to.field(hop.objectId)} and ${to.around}.id = ${id} and ${to.around}.deleted_at is null`,
    to.rows(hop.rows),
  );
}

/** Whether the references lead to a record of which something holds. */
export function exists(via: readonly Hop[], to: Spelling, spell: (name: string) => string): string {
  const [hop, ...rest] = via;
  if (hop === undefined) return spell(to.around);
  const from = to.around;
  return to.inside((name) => `exists (select from records ${name} where ${conjunction(reached(hop, from, to), exists(rest, to, spell))})`);
}

/**
 * A computed value, of decimals and amounts as numeric, of numbers as the evaluator computes them. Their operands stay so far
 * within a double that no product leaves it: Postgres would raise where JavaScript goes on; beyond, they count as absent.
 */
function made(how: Made, column: Column, to: Spelling): string {
  if (column.type !== "number") return exactly(how, column, to);
  const bound = Math.floor(307 / degreeOf(column));
  const spell = (part: Made["of"][number]): string => {
    if ("value" in part) {
      const fits = typeof part.value === "number" && (part.value === 0 || Math.abs(Math.log10(Math.abs(part.value))) < bound);
      return to.param(fits ? String(part.value) : null, "float8");
    }
    if (part.made !== undefined) return join(part.made, part.made.of.map(spell));
    const it = `(${natural(part, to)})::numeric`;
    return `(case when ${it} = 0 or abs(${it}) between 1e-${bound} and 1e${bound} then (${it})::float8 end)`;
  };
  return join(how, how.of.map(spell));
}

const join = ({ by }: Made, parts: readonly string[]): string => {
  if (by === "??") return `coalesce(${parts.join(", ")})`;
  return parts.length === 1 ? (by === "-" ? `(0 - ${parts[0]})` : parts[0]!) : `(${parts.join(` ${by} `)})`;
};

/** Amounts are numbers of minor units; one times a factor is rounded to such, half away from zero. */
function exactly(how: Made, column: Column, to: Spelling): string {
  const joined = join(
    how,
    how.of.map((part) => ("value" in part ? to.param(part.value === null ? null : String(part.value), "numeric") : natural(part, to))),
  );
  return column.type === "money" && how.by === "*" ? `round(${joined})` : joined;
}

/** How many fields are multiplied with each other at most. */
function degreeOf({ made: how }: Column): number {
  const degrees = how === undefined ? [] : how.of.map((each) => ("value" in each ? 1 : degreeOf(each)));
  if (degrees.length === 0) return 1;
  return how!.by === "*" ? degrees.reduce((sum, each) => sum + each, 0) : Math.max(...degrees);
}

/** A given value as what `natural` yields. */
export function naturalValue(column: Column, given: Json): unknown {
  const type = scalarOf(column);
  if (type === "number" || type === "decimal" || type === "money") return String(given);
  if (type === "json") return jsonText(given);
  return given;
}
