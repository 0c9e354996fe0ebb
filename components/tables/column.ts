import type { ColumnType, Json, TableDocument, TableInput, TableOutput, Text } from "#metadata";
import { type Documents, isObject, own } from "../designer/documents.ts";
import { orderedIds } from "../designer/order.ts";

export interface Option {
  readonly id: string;
  readonly label: Text;
}

/** A column of a decision table as the grid needs it. */
export interface Column {
  readonly id: string;
  readonly side: "input" | "output";
  readonly name: string;
  readonly label: Text;
  readonly type: ColumnType;
  /** an output that gives a list */
  readonly list?: boolean;
  /** of an enum or set column, in order */
  readonly options: readonly Option[];
  /** ISO 4217, of a money column */
  readonly currency: string | undefined;
  /** IANA zone that an instant is typed and shown in; absent = UTC */
  readonly timezone?: string;
}

/** Inputs in order, then outputs in order. */
export function columnsOf(table: TableDocument, documents: Documents): Column[] {
  const side = (map: Readonly<Record<string, TableInput | TableOutput>>, name: Column["side"]): Column[] =>
    orderedIds(map as unknown as Json).map((id) => {
      const column = map[id] as TableInput | TableOutput;
      return {
        id,
        side: name,
        name: column.name,
        label: column.label,
        type: column.type,
        list: "list" in column && column.list === true,
        options: optionsOf(column, documents),
        currency: column.type === "money" ? table.currency : undefined,
        ...(column.type === "instant" ? { timezone: table.timezone ?? "UTC" } : {}),
      };
    });
  return [...side(table.inputs, "input"), ...side(table.outputs, "output")];
}

/** The options of an enum or set column: its own, or those of the select field it names ("object.field"). */
function optionsOf(column: TableDocument["inputs"][string], documents: Documents): Option[] {
  if (column.options) return inOrder(column.options);
  if (!column.optionsOf) return [];
  const [objectName = "", fieldName = ""] = column.optionsOf.split(".");
  const object = documents.get(`object/${objectName}`);
  if (object?.kind !== "object") return [];
  const field = Object.values(object.fields).find(({ name }) => name === fieldName);
  return inOrder(own(field?.config, "options"));
}

const inOrder = (options: unknown): Option[] =>
  isObject(options)
    ? orderedIds(options).flatMap((id) => {
        const label = own(options[id], "label");
        return label === undefined ? [] : [{ id, label: label as unknown as Text }];
      })
    : [];

export const columnIcons: Readonly<Record<ColumnType, string>> = {
  text: "type",
  enum: "list-checks",
  number: "hash",
  money: "banknote",
  boolean: "toggle-left",
  date: "calendar",
  instant: "calendar-clock",
  time: "clock",
  weekday: "calendar-days",
  reference: "link",
  set: "tags",
};

export const isNumeric = (type: ColumnType): boolean => type === "number" || type === "money";
/** Columns whose values have an order, so that ranges make sense. */
export const isOrdered = (type: ColumnType): boolean =>
  isNumeric(type) || type === "date" || type === "instant" || type === "time" || type === "weekday";
