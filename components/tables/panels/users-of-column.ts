import type { Json, TableDocument } from "#metadata";
import { type DocumentKey, type Documents, type Path, isObject, own } from "../../designer/documents.ts";
import { type Side, logicsOf } from "./column-commands.ts";
import type { PartOfRouting } from "./routing-commands.ts";

/** What a column is used for: what goes along with it, and what must be changed by hand. */
export interface ColumnUses {
  /** rows that say something in it */
  readonly rows: number;
  /** expressions of the table that read it */
  readonly computes: readonly Path[];
  /** its part in the routing: "option", "amount", "split" … */
  readonly routing: readonly PartOfRouting[];
  /** other documents that give it a fact or take its answer */
  readonly others: readonly DocumentKey[];
}

/** The parts a column plays in the routing of its table. */
export function routingPartsOf({ routing, rotation }: TableDocument, side: Side, id: string): PartOfRouting[] {
  const turns = (side === "outputs" ? (["among", "to"] as const) : (["turn", "away"] as const)).filter((part) => rotation?.[part] === id);
  if (routing === undefined) return turns;
  const parts: PartOfRouting[] =
    side === "outputs"
      ? (["option", "show", "reason", "rank"] as const).filter((part) => routing[part] === id)
      : (["country", "currency", "channel", "amount", "needs"] as const).filter((part) => routing.facts?.[part] === id);
  return side === "inputs" && routing.split?.key === id ? [...parts, "split"] : parts;
}

/** Who would notice if a column went. The server's own check at publish has the last word. */
export function usesOfColumn(table: TableDocument, documents: Documents, side: Side, id: string): ColumnUses {
  const name = table[side][id]?.name;
  const part = side === "inputs" ? "cells" : "out";
  return {
    rows: Object.values(table.rows).filter((row) => own(row[part], id) !== undefined).length,
    computes:
      side === "outputs" || name === undefined ? [] : logicsOf(table).flatMap(({ path, logic }) => (reads(logic, name) ? [path] : [])),
    routing: routingPartsOf(table, side, id),
    others:
      name === undefined
        ? []
        : [...documents].flatMap(([key, document]) =>
            key !== `table/${table.name}` && asks(document as unknown as Json, table.name, side, name) ? [key] : [],
          ),
  };
}

/** Does an expression read a path that begins with the name. */
export function reads(logic: Json, name: string): boolean {
  if (Array.isArray(logic)) return (logic as readonly Json[]).some((each) => reads(each, name));
  if (!isObject(logic)) return false;
  const read = logic["var"];
  const path = Array.isArray(read) ? read[0] : read;
  if (typeof path === "string" && (path === name || path.startsWith(`${name}.`))) return true;
  return Object.values(logic).some((each) => reads(each, name));
}

/** Does a part of a document ask the table with a fact of this name, or for an output of this name. */
function asks(value: Json, table: string, side: Side, name: string): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((each) => asks(each, table, side, name));
  if (!isObject(value)) return false;
  if (value["table"] === table && (side === "inputs" ? own(value["facts"], name) !== undefined : value["output"] === name)) return true;
  return Object.values(value).some((each) => asks(each, table, side, name));
}
