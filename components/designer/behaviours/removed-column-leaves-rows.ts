import type { Command } from "../commands/index.ts";
import { own } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";

/** A removed column of a decision table takes its cells along, and its part in the routing; without the option there is nothing to route. */
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
    const { routing, rotation } = table;
    if (rotation !== undefined)
      for (const [part, id] of Object.entries(rotation))
        if (id === column && (map === "outputs") === (part === "among" || part === "to"))
          commands.push({ do: "remove", document, path: part === "away" ? ["rotation", "away"] : ["rotation"] });
    if (routing === undefined) return commands;
    if (map === "outputs" && routing.option === column) return [...commands, { do: "remove", document, path: ["routing"] }];
    const parts = map === "outputs" ? routing : (routing.facts ?? {});
    for (const [part, id] of Object.entries(parts))
      if (id === column)
        commands.push({ do: "remove", document, path: map === "outputs" ? ["routing", part] : ["routing", "facts", part] });
    if (map === "inputs" && routing.split?.key === column) commands.push({ do: "remove", document, path: ["routing", "split"] });
    return commands;
  });
