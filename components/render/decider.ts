import type { TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileTable } from "#runtime/rules";

export { isChosen } from "#runtime/rules";

/** What decides by tables on the server, in a file of its own: it is loaded when a table offers the options of a field. */
export type DecidedTable = ReturnType<typeof compileTable>;
export const decisionOf = (table: TableDocument, optionsOf: (address: string) => readonly string[] | undefined): DecidedTable =>
  compileTable(table, { operators, optionsOf } as never);
