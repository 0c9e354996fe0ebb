import type { Command } from "../commands/index.ts";
import { own } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";

/** A removed column of a decision table takes its cells along. */
export const removedColumnLeavesRows: Behaviour = (changes, after) =>
  changes.flatMap(({ document, path, after: now }): Command[] => {
    const table = after.get(document);
    if (table?.kind !== "table" || path.length !== 2 || now !== undefined) return [];
    const [map, column] = path as [string, string];
    if (map !== "inputs" && map !== "outputs") return [];
    const part = map === "inputs" ? "cells" : "out";
    const commands: Command[] = Object.entries(table.rows)
      .filter(([, row]) => own(row[part], column) !== undefined)
      .map(([id]) => ({ do: "remove", document, path: ["rows", id, part, column] }));
    if (map === "outputs" && own(table.default, column) !== undefined) commands.push({ do: "remove", document, path: ["default", column] });
    return commands;
  });
