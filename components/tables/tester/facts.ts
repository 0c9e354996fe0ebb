import type { Json, TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { type Decision, type DecisionTable, compileTable } from "#runtime/rules";
import { isObject } from "../../designer/documents.ts";
import { parseCell, parseConstant } from "../cell-text.ts";
import type { Column } from "../column.ts";

/** Facts as typed, by input name; "" = absent. */
export type Facts = Readonly<Record<string, string>>;

export interface Tried {
  readonly decision: Decision | undefined;
  readonly problems: readonly { readonly message: string; readonly path: string; readonly details?: unknown }[];
  /** reasons that were left out of the decision, as nobody reads so many */
  readonly more?: number;
}

/** Members of a set as typed: "A; B". */
export function membersIn(text: string, column: Column): readonly string[] | undefined {
  if (text.trim() === "") return [];
  const read = parseCell(text, column);
  return read.ok && read.value !== undefined && "hasAny" in read.value ? read.value.hasAny.map(String) : undefined;
}

/** What the facts say, typed by their columns; a fact that cannot be read is left out and named. */
export function readFacts(
  facts: Facts,
  columns: readonly Column[],
): { readonly values: Record<string, Json>; readonly unread: readonly string[] } {
  const values: Record<string, Json> = {};
  const unread: string[] = [];
  for (const column of columns) {
    const text = facts[column.name]?.trim() ?? "";
    if (column.side !== "input" || text === "") continue;
    if (column.type === "set") {
      const members = membersIn(text, column);
      if (members === undefined) unread.push(column.name);
      else values[column.name] = [...members];
      continue;
    }
    const read = parseConstant(text, column);
    if (read.ok) values[column.name] = read.value;
    else unread.push(column.name);
  }
  return { values, unread };
}

/** A fact as it would be typed. */
export function factToType(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(factToType).join("; ");
  if (isObject(value)) {
    const [minor, currency] = [value["minor"], value["currency"]];
    if (typeof minor !== "number" || typeof currency !== "string") return JSON.stringify(value);
    const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    const text = String(Math.abs(minor)).padStart(digits + 1, "0");
    return `${minor < 0 ? "-" : ""}${digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`}`;
  }
  return String(value);
}

/** Facts as they would be typed; those that are no input of the table, and those that are not told, are left out. */
export const factsToType = (facts: Readonly<Record<string, Json>>, columns: readonly Column[]): Facts =>
  Object.fromEntries(
    columns.flatMap((column) => {
      const value = column.side === "input" && Object.hasOwn(facts, column.name) ? facts[column.name] : undefined;
      return value === undefined || value === null || isConcealed(value) ? [] : [[column.name, factToType(value)]];
    }),
  );

/** A personal fact: that there was one is all that is told; where the log itself is shown it is a token. */
export const isConcealed = (value: Json | undefined): boolean =>
  isObject(value) && (value["personal"] === true || Object.hasOwn(value, "token"));

/** Decides in the browser with the evaluator the server uses. */
export function tryTable(
  table: TableDocument | undefined,
  columns: readonly Column[],
  facts: Facts,
  fromPackage: ReadonlyMap<string, string>,
  { asOf, explain = true }: { readonly asOf?: string | undefined; readonly explain?: boolean } = {},
): Tried {
  return table === undefined
    ? { decision: undefined, problems: [] }
    : decideBy(tableToAsk(table, columns, fromPackage), readFacts(facts, columns).values, { at: asOf, explain });
}

/** A problem of the table itself is an answer too: a draft may have some. */
export function decideBy(
  table: DecisionTable | { readonly fault: string },
  facts: Readonly<Record<string, Json>>,
  { at, explain = false }: { readonly at?: string | undefined; readonly explain?: boolean },
): Tried {
  if ("fault" in table) return { decision: undefined, problems: [{ message: table.fault, path: "" }] };
  try {
    const result = table.decide(facts, { at: at ?? new Date().toISOString(), explain });
    return result.ok ? { decision: result.value, problems: [] } : { decision: undefined, problems: result.problems };
  } catch (fault) {
    return { decision: undefined, problems: [{ message: (fault as Error).message, path: "" }] };
  }
}

/** Compiled once per document, for the same options and packages: the tester asks again with every key that is typed. */
const kept = new WeakMap<
  TableDocument,
  { readonly columns: readonly Column[]; readonly fromPackage: ReadonlyMap<string, string>; readonly made: DecisionTable }
>();

export function tableToAsk(
  table: TableDocument,
  columns: readonly Column[],
  fromPackage: ReadonlyMap<string, string>,
): DecisionTable | { readonly fault: string } {
  const known = kept.get(table);
  if (known?.columns === columns && known.fromPackage === fromPackage) return known.made;
  const addresses = new Map(
    Object.entries({ ...table.inputs, ...table.outputs }).map(([id, { optionsOf }]) => [
      optionsOf,
      columns.find((column) => column.id === id)?.options.map((option) => option.id),
    ]),
  );
  try {
    const made = compileTable(table, {
      operators,
      optionsOf: (address) => addresses.get(address),
      bandOf: (row) => (fromPackage.has(row) ? "package" : "tenant"),
      // asked a few times and then edited: an index would be made for nothing
      index: false,
    });
    kept.set(table, { columns, fromPackage, made });
    return made;
  } catch (fault) {
    return { fault: (fault as Error).message };
  }
}
