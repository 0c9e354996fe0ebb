import { nanoid } from "nanoid";
import type { Json, TableDocument, TableExample } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";

/** Keeps a run as an example of the table, after those that are there. */
export function keepExample(
  table: TableDocument,
  example: Omit<TableExample, "order">,
): { readonly id: string; readonly command: Command } {
  const id = nanoid(10);
  return {
    id,
    command: {
      do: "add",
      document: `table/${table.name}`,
      path: ["examples"],
      id,
      value: example as unknown as Record<string, Json>,
      before: null,
    },
  };
}

export const setInExample = (
  table: TableDocument,
  id: string,
  part: "label" | "facts" | "at" | "expect",
  value: Json | undefined,
): Command => ({
  do: "set",
  document: `table/${table.name}`,
  path: ["examples", id, part],
  value,
});

export const removeExample = (table: TableDocument, id: string): Command => ({
  do: "remove",
  document: `table/${table.name}`,
  path: ["examples", id],
});
