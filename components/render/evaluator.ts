import type { Logic, TableDocument, ValueType } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { compileExpression, compileTable } from "#runtime/rules";

export { initialStates, isChosen, transitionsFrom } from "#runtime/rules";

/** The evaluator of the server with its vocabulary, in a file of its own: it is loaded when a page has rules. */
export const compileRule = (logic: Logic, types: (path: string) => ValueType | undefined) =>
  compileExpression(logic, { operators, fields, types } as never);

export type DecidedTable = ReturnType<typeof compileTable>;
export const decisionOf = (table: TableDocument, optionsOf: (address: string) => readonly string[] | undefined): DecidedTable =>
  compileTable(table, { operators, optionsOf } as never);
