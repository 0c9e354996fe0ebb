import type { Command } from "../commands/index.ts";
import { own } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";

/** A removed column of a decision table takes its cells along, and what examples say of it. */
export const removedColumnLeavesRows: Behaviour = (changes, after) =>
  changes.flatMap(({ document, path, before, after: now }): Command[] => {
    const table = after.get(document);
    if (table?.kind !== "table" || path.length !== 2 || now !== undefined) return [];
    const [map, column] = path as [string, string];
    if (map !== "inputs" && map !== "outputs") return [];
    const part = map === "inputs" ? "cells" : "out";
    const commands: Command[] = Object.entries(table.rows)
      .filter(([, row]) => own(row[part], column) !== undefined)
      .map(([id]) => ({ do: "remove", document, path: ["rows", id, part, column] }));
    if (map === "outputs" && own(table.default, column) !== undefined) commands.push({ do: "remove", document, path: ["default", column] });
    const name = own(before, "name");
    if (typeof name !== "string") return commands;
    for (const [id, { facts, expect }] of Object.entries(table.examples ?? {})) {
      if (map === "inputs" && Object.hasOwn(facts, name)) commands.push({ do: "remove", document, path: ["examples", id, "facts", name] });
      if (map === "outputs" && expect.outputs?.some((output) => Object.hasOwn(output, name)) === true) {
        const value = expect.outputs.map(({ [name]: _gone, ...rest }) => rest);
        commands.push({ do: "set", document, path: ["examples", id, "expect", "outputs"], value });
      }
    }
    return commands;
  });
