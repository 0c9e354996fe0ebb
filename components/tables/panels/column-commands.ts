import { generateNKeysBetween } from "fractional-indexing";
import { nanoid } from "nanoid";
import type { Cell, ColumnType, Given, Json, TableDocument, TableInput, TableOutput, Text } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";
import { type DocumentKey, type Documents, type JsonObject, isObject } from "../../designer/documents.ts";
import { nameFrom } from "../../designer/name.ts";
import { cellToText, givenToText, parseCell, parseGiven } from "../cell-text.ts";
import { type Column, columnsOf } from "../column.ts";

/** Where columns stand in the document. */
export type Side = "inputs" | "outputs";

export const columnAt = (table: TableDocument, side: Side, id: string): TableInput | TableOutput | undefined => table[side][id];

/** API names in use; inputs and outputs have names of their own. */
const namesOf = (table: TableDocument, side: Side, but?: string): string[] =>
  Object.entries(table[side]).flatMap(([id, { name }]) => (id === but ? [] : [name]));

const firstOption: Json = { option_1: { label: { en: "Option 1", zh: "选项 1" }, order: "a0" } };

/** The settings that a type needs besides its name. */
const settingsFor = (type: ColumnType): JsonObject => (type === "enum" ? { options: firstOption } : {});

/**
 * A new column, last on its side. Money takes the table's currency along.
 * @param label as it was typed, in the language of the page
 */
export function addColumn(
  table: TableDocument,
  side: Side,
  type: ColumnType,
  label: string,
  locale: string,
  currency: string,
): { readonly id: string; readonly commands: Command[] } {
  const id = nanoid(10);
  const document: DocumentKey = `table/${table.name}`;
  const value = { name: nameFrom(label, namesOf(table, side), "column"), label: { [locale]: label }, type, ...settingsFor(type) };
  const commands: Command[] = [{ do: "add", document, path: [side], id, value: value as unknown as JsonObject, before: null }];
  if (type === "money" && table.currency === undefined) commands.push({ do: "set", document, path: ["currency"], value: currency });
  return { id, commands };
}

/** Sets a property of a column; a label that changes takes the API name along while nobody relies on it. */
export function setColumn(
  table: TableDocument,
  side: Side,
  id: string,
  key: string,
  value: Json | undefined,
  follows: boolean,
  spoken: (label: Text | undefined) => string,
): Command[] {
  const column = columnAt(table, side, id);
  const commands: Command[] = [{ do: "set", document: `table/${table.name}`, path: [side, id, key], value }];
  if (column === undefined) return commands;
  if (key === "name") return [...commands, ...readersFollow(table, side, column.name, String(value))];
  if (key === "label" && follows) {
    const taken = namesOf(table, side, id);
    if (column.name !== nameFrom(spoken(column.label), taken, "column")) return commands;
    const name = nameFrom(spoken(value as Text | undefined), taken, "column");
    if (name !== column.name) return [...commands, ...setColumn(table, side, id, "name", name, false, spoken)];
  }
  return commands;
}

/** Examples name columns, and expressions read inputs by name: they follow a new one. */
function readersFollow(table: TableDocument, side: Side, from: string, to: string): Command[] {
  if (from === to) return [];
  return [...examplesFollow(table, side, from, to), ...(side === "outputs" ? [] : expressionsFollow(table, from, to))];
}

function examplesFollow(table: TableDocument, side: Side, from: string, to: string): Command[] {
  const called = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name === from ? to : name, value]));
  return Object.entries(table.examples ?? {}).flatMap(([id, { facts, expect }]): Command[] => {
    const path = ["examples", id, ...(side === "inputs" ? ["facts"] : ["expect", "outputs"])];
    if (side === "inputs")
      return Object.hasOwn(facts, from) ? [{ do: "set", document: `table/${table.name}`, path, value: called(facts) }] : [];
    return expect.outputs?.some((output) => Object.hasOwn(output, from)) === true
      ? [{ do: "set", document: `table/${table.name}`, path, value: expect.outputs.map(called) }]
      : [];
  });
}

function expressionsFollow(table: TableDocument, from: string, to: string): Command[] {
  return logicsOf(table).flatMap(({ path, logic }): Command[] => {
    const next = renamed(logic, from, to);
    return next === logic ? [] : [{ do: "set", document: `table/${table.name}`, path: [...path, "logic"], value: next }];
  });
}

function renamed(logic: Json, from: string, to: string): Json {
  if (Array.isArray(logic)) {
    const next = (logic as readonly Json[]).map((each) => renamed(each, from, to));
    return next.some((each, at) => each !== logic[at]) ? next : logic;
  }
  if (!isObject(logic)) return logic;
  const read = logic["var"];
  const [path, ...rest] = Array.isArray(read) ? (read as readonly Json[]) : [read];
  if (typeof path === "string" && (path === from || path.startsWith(`${from}.`))) {
    const now = to + path.slice(from.length);
    return { var: Array.isArray(read) ? [now, ...(rest as readonly Json[])] : now };
  }
  const entries = Object.entries(logic).map(([name, each]) => [name, renamed(each, from, to)] as const);
  return entries.some(([name, each]) => each !== logic[name]) ? Object.fromEntries(entries) : logic;
}

/** Every expression of a table's rows and default, and where it stands. */
export function logicsOf(table: TableDocument): { readonly path: readonly string[]; readonly logic: Json }[] {
  const found: { readonly path: readonly string[]; readonly logic: Json }[] = [];
  const look = (map: Readonly<Record<string, Cell | Given>> | undefined, path: readonly string[]): void => {
    for (const [id, each] of Object.entries(map ?? {}))
      if (typeof each === "object" && "logic" in each) found.push({ path: [...path, id], logic: each.logic });
  };
  for (const [id, row] of Object.entries(table.rows)) {
    look(row.cells, ["rows", id, "cells"]);
    look(row.out, ["rows", id, "out"]);
  }
  look(table.default, ["default"]);
  return found;
}

/**
 * Another type for a column, or a list in place of one value. What the rows hold is read again by the new type; `lost` counts what it
 * cannot say: a cell becomes any, an output is left out.
 */
export function retypeColumn(
  table: TableDocument,
  documents: Documents,
  side: Side,
  id: string,
  change: { readonly type?: ColumnType; readonly list?: boolean },
  locale: string,
  currency: string,
): { readonly commands: Command[]; readonly lost: number } {
  const document: DocumentKey = `table/${table.name}`;
  const given = columnAt(table, side, id);
  if (given === undefined) return { commands: [], lost: 0 };
  const { options, optionsOf, list: _list, ...plain } = given as TableOutput;
  const type = change.type ?? given.type;
  const takes = type === "enum" || type === "set";
  const list = side === "outputs" && (change.list ?? _list) === true;
  const next = {
    ...plain,
    type,
    ...(list ? { list } : {}),
    ...(takes && options !== undefined ? { options } : {}),
    ...(takes && optionsOf !== undefined ? { optionsOf } : {}),
    ...(takes && options === undefined && optionsOf === undefined ? (optionsOfValues(table, side, id) ?? settingsFor(type)) : {}),
  };
  const after: TableDocument = {
    ...table,
    currency: table.currency ?? (type === "money" ? currency : undefined),
    [side]: { ...table[side], [id]: next },
  } as TableDocument;
  const find = (of: TableDocument): Column | undefined =>
    columnsOf(of, documents).find((column) => column.id === id && column.side === (side === "inputs" ? "input" : "output"));
  const [before, now] = [find(table), find(after)];
  if (before === undefined || now === undefined) return { commands: [], lost: 0 };
  const commands: Command[] = [{ do: "set", document, path: [side, id], value: next as unknown as Json }];
  if (after.currency !== table.currency) commands.push({ do: "set", document, path: ["currency"], value: after.currency });
  let lost = 0;
  const put = (path: readonly string[], read: { readonly value: unknown } | undefined): void => {
    if (read === undefined) lost += 1;
    commands.push({ do: "set", document, path, value: read?.value as Json | undefined });
  };
  for (const [row, { cells, out }] of Object.entries(table.rows)) {
    const cell = side === "inputs" ? cells?.[id] : undefined;
    if (cell !== undefined && !isFree(cell)) {
      const read = parseCell(cellToText(cell, before, locale), now);
      put(["rows", row, "cells", id], read.ok ? read : undefined);
    }
    const value = side === "outputs" ? out[id] : undefined;
    if (value !== undefined && !isFree(value)) put(["rows", row, "out", id], readGiven(value, before, now, locale));
  }
  const otherwise = side === "outputs" ? table.default?.[id] : undefined;
  if (otherwise !== undefined && !isFree(otherwise)) put(["default", id], readGiven(otherwise, before, now, locale));
  return { commands, lost };
}

/** Options made of the texts that occur in a column; undefined: none does. */
function optionsOfValues(table: TableDocument, side: Side, id: string): JsonObject | undefined {
  const texts = new Set<string>();
  for (const { cells, out } of Object.values(table.rows)) {
    const held = side === "inputs" ? cells?.[id] : out[id];
    for (const each of constantsOf(held)) if (typeof each === "string" && each !== "") texts.add(each);
  }
  const ids: string[] = [];
  const orders = generateNKeysBetween(null, null, texts.size);
  const options = [...texts].map((label, at) => {
    const option = nameFrom(label, ids, "option");
    ids.push(option);
    return [option, { label, order: orders[at] as string }] as const;
  });
  return options.length === 0 ? undefined : { options: Object.fromEntries(options) };
}

function constantsOf(held: Cell | Given | undefined): readonly unknown[] {
  if (held === undefined) return [];
  if (Array.isArray(held)) return held;
  if (typeof held !== "object") return [held];
  if ("eq" in held) return [held.eq];
  return "in" in held ? held.in : "notIn" in held ? held.notIn : "hasAny" in held ? held.hasAny : "hasAll" in held ? held.hasAll : [];
}

/** Holds whatever the type. */
const isFree = (held: Cell | Given): boolean =>
  typeof held === "object" && !Array.isArray(held) && ("logic" in held || "missing" in held || "present" in held || "any" in held);

function readGiven(value: Given, before: Column, now: Column, locale: string): { readonly value: unknown } | undefined {
  const read = parseGiven(givenToText(value, before, locale), now);
  return read.ok ? read : undefined;
}
