import { createContext } from "react";
import { type ColumnType, expressionTypes, type Json, type Logic, type ObjectDocument, type ValueType } from "#metadata";
import { factsName } from "../../conditions/places.ts";
import { shownObject, type ShownObject } from "../../render/object.ts";
import type { Column } from "../column.ts";

/** The facts of a table, for the expressions in its cells. */
export interface Facts {
  readonly object: ShownObject;
  /** the type of a fact in expressions, by its name */
  readonly types: ReadonlyMap<string, ValueType>;
  /** an expression over them as a sentence */
  readonly say: (logic: Logic) => string;
}

/** undefined: no table is at hand */
export const TableFacts = createContext<Facts | undefined>(undefined);

const typeOf = (column: Column): { readonly type: string; readonly config?: Json } => {
  const options = Object.fromEntries(
    column.options.map(({ id, label }, at) => [id, { label: label as Json, order: `a${String(at).padStart(4, "0")}` }]),
  );
  const plain: Readonly<Record<Exclude<ColumnType, "enum" | "set" | "money" | "weekday">, string>> = {
    text: "text",
    number: "number",
    boolean: "boolean",
    date: "date",
    instant: "date_time",
    time: "time",
    reference: "text",
  };
  switch (column.type) {
    case "enum":
      return { type: "select", config: { options } };
    case "set":
      return column.options.length > 0 ? { type: "multi_select", config: { options } } : { type: "tags" };
    case "money":
      return { type: "money", config: { currency: column.currency ?? "CNY" } };
    case "weekday":
      return { type: "number", config: { integer: true } };
    default:
      return { type: plain[column.type] };
  }
};

/** The inputs of a table as what conditions are put together over. */
export function factsOf(columns: readonly Column[], say: Facts["say"]): Facts {
  const inputs = columns.filter(({ side }) => side === "input");
  const document = {
    kind: "object",
    id: "facts",
    name: factsName,
    label: "",
    fields: Object.fromEntries(
      inputs.map((column, at) => [
        column.id,
        { name: column.name, label: column.label, order: `a${String(at).padStart(4, "0")}`, ...typeOf(column) },
      ]),
    ),
  } as unknown as ObjectDocument;
  return { object: shownObject(document), types: new Map(inputs.map(({ name, type }) => [name, expressionTypes[type]])), say };
}
