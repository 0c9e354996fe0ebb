import { mostExamples } from "./check-examples.ts";
import { checkRotation } from "./check-rotation.ts";
import type {
  CapabilityFact,
  Cell,
  ColumnType,
  Range,
  Routing,
  TableDocument,
  TableInput,
  TableOutput,
  TableRow,
} from "./documents/table.ts";
import { pointer, problem, type Problem } from "./problem.ts";
import { columnOf, compareKeys, readConstant, type Column, type ColumnValue, type TableContext } from "./table-values.ts";
import { oversize } from "./table-size.ts";
import { closest, instantMs } from "./values/index.ts";
import { isZone } from "./zone.ts";

/**
 * What is wrong with a decision table beyond its shape: cells and outputs that do not fit their columns, unknown options, empty ranges,
 * money without a currency, columns that are not there. Everything at once. With `optionsOf`, options of select fields are checked too.
 */
export function checkTable(table: TableDocument, context: TableContext = {}): Problem[] {
  const tooLarge = oversize(table);
  if (tooLarge !== undefined) return [tooLarge];
  const problems: Problem[] = [];
  if (table.timezone !== undefined && !isZone(table.timezone)) {
    problems.push(problem("invalid", "/timezone", `"${table.timezone}" is not an IANA time zone, such as Asia/Shanghai`));
    return problems;
  }
  const inputs = columns("inputs", table.inputs, table, context, problems);
  const outputs = columns("outputs", table.outputs, table, context, problems);
  if (table.currency === undefined && [...inputs.values(), ...outputs.values()].some((each) => each.type === "money")) {
    problems.push(problem("required", "/currency", "A table with a money column needs a currency, such as CNY"));
    return problems;
  }
  for (const [id, row] of Object.entries(table.rows)) checkRow(row, pointer("rows", id), inputs, outputs, problems);
  if (table.default !== undefined) checkOut(table.default, "/default", outputs, problems);
  checkHit(table, outputs, problems);
  if (table.routing !== undefined) checkRouting(table, table.routing, inputs, outputs, problems);
  if (Object.keys(table.examples ?? {}).length > mostExamples)
    problems.push(problem("limit_exceeded", "/examples", `A table has at most ${mostExamples} examples`));
  if (table.rotation !== undefined) problems.push(...checkRotation(table, table.rotation, inputs, outputs));
  return problems;
}

const factTypes: Readonly<Record<CapabilityFact, readonly ColumnType[]>> = {
  country: ["enum", "text"],
  currency: ["enum", "text"],
  channel: ["enum", "text"],
  amount: ["money"],
  needs: ["set"],
};

function checkRouting(
  { hit }: TableDocument,
  routing: Routing,
  inputs: ReadonlyMap<string, Column>,
  outputs: ReadonlyMap<string, Column>,
  problems: Problem[],
): void {
  const at = "/routing";
  if (hit !== "C") problems.push(problem("invalid_document", "/hit", "A table that routes collects: its hit policy is C"));
  const column = (id: string | undefined, place: string, side: "input" | "output", types: readonly ColumnType[]): Column | undefined => {
    if (id === undefined) return undefined;
    const known = side === "input" ? inputs : outputs;
    const found = known.get(id);
    if (found === undefined) problems.push({ ...unknownColumn(at, id, side, known), path: `${at}${place}` });
    else if (!types.includes(found.type) || found.list)
      problems.push(
        problem(
          "wrong_type",
          `${at}${place}`,
          `"${found.name}" is ${found.list ? "a list" : found.type}; here stands ${types.join(" or ")}`,
        ),
      );
    return found;
  };
  const option = column(routing.option, "/option", "output", ["enum", "text", "reference"]);
  column(routing.show, "/show", "output", ["boolean"]);
  column(routing.reason, "/reason", "output", ["text", "enum"]);
  column(routing.rank, "/rank", "output", ["number"]);
  for (const [fact, id] of Object.entries(routing.facts ?? {})) column(id, `/facts/${fact}`, "input", factTypes[fact as CapabilityFact]);
  if (option === undefined) return;
  const options = (values: readonly unknown[], place: string): void =>
    values.forEach((each, index) => read(option, each, `${at}${place}/${index}`, problems));
  for (const [id, { limits = {} }] of Object.entries(routing.capabilities ?? {})) {
    const place = `${at}/capabilities${pointer(id)}`;
    read(option, id, place, problems);
    for (const [currency, { min, max }] of Object.entries(limits)) {
      if (min !== undefined && max !== undefined && Number(min) > Number(max))
        problems.push(problem("out_of_range", `${place}/limits/${currency}`, `The least amount ${min} is above the greatest ${max}`));
    }
  }
  const { split } = routing;
  if (split !== undefined) {
    if (column(split.key, "/split/key", "input", ["text", "enum", "reference", "number"]) !== undefined) {
      const weights = Object.values(split.arms).reduce((sum, { weight }) => sum + weight, 0);
      if (weights <= 0) problems.push(problem("out_of_range", `${at}/split/arms`, "The weights of the arms add up to nothing"));
      if (weights >= 2 ** 31) problems.push(problem("out_of_range", `${at}/split/arms`, "The weights of the arms add up to 2³¹ or more"));
    }
    for (const [id, arm] of Object.entries(split.arms)) options(arm.options, `/split/arms${pointer(id)}/options`);
  }
  options(routing.fallback ?? [], "/fallback");
}

const aggregated: readonly ColumnType[] = ["number", "money"];
const ordered: readonly ColumnType[] = [...aggregated, "date", "instant", "time", "weekday"];

/** What a hit policy asks of the outputs. */
function checkHit({ hit, onMultiple }: TableDocument, outputs: ReadonlyMap<string, Column>, problems: Problem[]): void {
  const all = [...outputs.values()];
  if (onMultiple !== undefined && hit !== "U")
    problems.push(problem("invalid_document", "/onMultiple", "Only a table with hit policy U says what happens when more rows hit"));
  if ((hit === "P" || hit === "O") && !all.some(({ options }) => options !== undefined))
    problems.push(problem("invalid_document", "/hit", `Hit policy ${hit} goes by the order of an output's options; no output has options`));
  const takes = hit === "C+" ? aggregated : hit === "C<" || hit === "C>" ? ordered : undefined;
  for (const column of takes === undefined ? [] : all) {
    if (takes!.includes(column.type) && !column.list) continue;
    const what = hit === "C+" ? "adds up numbers and amounts" : "compares numbers, amounts, days and times";
    problems.push(problem("wrong_type", `/outputs${pointer(column.id)}/type`, `Hit policy ${hit} ${what}; "${column.name}" is none`));
  }
}

function columns(
  place: "inputs" | "outputs",
  given: Readonly<Record<string, TableInput | TableOutput>>,
  table: TableDocument,
  context: TableContext,
  problems: Problem[],
): ReadonlyMap<string, Column> {
  const names = new Map<string, string>();
  const found = new Map<string, Column>();
  for (const [id, column] of Object.entries(given)) {
    const at = pointer(place, id);
    const other = names.get(column.name);
    if (other !== undefined)
      problems.push(problem("name_taken", `${at}/name`, `"${column.name}" is already the name of ${place.slice(0, -1)} ${other}`));
    names.set(column.name, id);
    if (column.type === "enum" || column.type === "set") {
      if (column.type === "enum" && column.options === undefined && column.optionsOf === undefined) {
        problems.push(problem("required", at, `"${column.name}" is an enum: give its options, or the select field they are taken from`));
      } else if (column.options !== undefined && column.optionsOf !== undefined) {
        problems.push(problem("invalid_document", `${at}/optionsOf`, `"${column.name}" has options of its own and of a field; keep one`));
      } else if (column.optionsOf !== undefined && context.optionsOf !== undefined && context.optionsOf(column.optionsOf) === undefined) {
        problems.push(problem("unknown_name", `${at}/optionsOf`, `There is no select field "${column.optionsOf}"`));
      }
    }
    found.set(id, columnOf(id, column, table, context));
  }
  return found;
}

function checkRow(
  row: TableRow,
  at: string,
  inputs: ReadonlyMap<string, Column>,
  outputs: ReadonlyMap<string, Column>,
  problems: Problem[],
): void {
  for (const [id, cell] of Object.entries(row.cells ?? {})) {
    const column = inputs.get(id);
    if (column === undefined) problems.push(unknownColumn(`${at}/cells`, id, "input", inputs));
    else checkCell(cell, column, `${at}/cells${pointer(id)}`, problems);
  }
  checkOut(row.out, `${at}/out`, outputs, problems);
  const [from, to] = [instantMs(row.validFrom), instantMs(row.validTo)];
  if (from !== undefined && to !== undefined && from >= to)
    problems.push(problem("out_of_range", `${at}/validTo`, "The row ends before it begins to hold"));
}

function checkOut(out: Readonly<Record<string, unknown>>, at: string, outputs: ReadonlyMap<string, Column>, problems: Problem[]): void {
  if (Object.keys(out).length === 0 && outputs.size > 0) problems.push(problem("required", at, "Give at least one output"));
  for (const [id, value] of Object.entries(out)) {
    const column = outputs.get(id);
    if (column === undefined) problems.push(unknownColumn(at, id, "output", outputs));
    else checkGiven(column, value, at + pointer(id), problems);
  }
}

function checkGiven(column: Column, value: unknown, at: string, problems: Problem[]): void {
  if (typeof value === "object" && value !== null && "logic" in value) return;
  if (column.list !== Array.isArray(value)) {
    const text = column.list ? `"${column.name}" gives a list` : `"${column.name}" gives one value, not a list`;
    problems.push(problem("wrong_type", at, text));
  } else if (Array.isArray(value)) value.forEach((each, index) => read(column, each, `${at}/${index}`, problems));
  else read(column, value, at, problems);
}

function unknownColumn(at: string, id: string, what: "input" | "output", known: ReadonlyMap<string, Column>): Problem {
  const near = closest(id, [...known.keys()]);
  return problem(
    "unknown_name",
    at + pointer(id),
    `The table has no ${what} with id "${id}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
  );
}

function read(column: Column, value: unknown, at: string, problems: Problem[]): ColumnValue | undefined {
  const found = readConstant(column, value);
  if ("value" in found) return found.value;
  problems.push(problem(found.unreadable.code, at, found.unreadable.message));
  return undefined;
}

function checkCell(cell: Cell, column: Column, at: string, problems: Problem[]): void {
  if (column.type === "set" && ("eq" in cell || "in" in cell || "notIn" in cell || "range" in cell)) {
    problems.push(problem("wrong_type", at, `"${column.name}" is a set: ask what it holds, with hasAny or hasAll`));
  } else if ("prefix" in cell) {
    if (column.type !== "text")
      problems.push(problem("wrong_type", `${at}/prefix`, `"${column.name}" is no text, so it begins with nothing`));
  } else if ("hasAny" in cell || "hasAll" in cell) {
    const [word, values] = "hasAny" in cell ? ["hasAny", cell.hasAny] : ["hasAll", cell.hasAll];
    if (column.type !== "set") problems.push(problem("wrong_type", `${at}/${word}`, `"${column.name}" is no set, so it holds nothing`));
    else values.forEach((each, index) => read(column, each, `${at}/${word}/${index}`, problems));
  } else if ("eq" in cell) read(column, cell.eq, `${at}/eq`, problems);
  else if ("in" in cell) cell.in.forEach((each, index) => read(column, each, `${at}/in/${index}`, problems));
  else if ("notIn" in cell) cell.notIn.forEach((each, index) => read(column, each, `${at}/notIn/${index}`, problems));
  else if ("range" in cell) {
    if (column.type === "enum" || column.type === "boolean" || column.type === "reference")
      problems.push(problem("wrong_type", `${at}/range`, `"${column.name}" has no order, so it can have no range`));
    else cell.range.forEach((each, index) => checkRange(each, column, `${at}/range/${index}`, problems));
  }
}

function checkRange(range: Range, column: Column, at: string, problems: Problem[]): void {
  const from = range.from === null ? undefined : read(column, range.from, `${at}/from`, problems);
  const to = range.to === null ? undefined : read(column, range.to, `${at}/to`, problems);
  if (from === undefined || to === undefined) return;
  const order = compareKeys(from.key, to.key);
  // 22:00 to 02:00 goes over midnight
  const empty = order === 0 ? range.bounds !== "[]" : order > 0 && column.type !== "time";
  if (empty)
    problems.push(
      problem("out_of_range", at, `The range of "${column.name}" is empty: nothing is from ${String(range.from)} to ${String(range.to)}`),
    );
}
