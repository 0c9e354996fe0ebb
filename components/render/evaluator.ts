import type { Logic, ValueType } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { compileExpression } from "#runtime/rules";

export { initialStates, transitionsFrom } from "#runtime/rules";

/** The evaluator of the server with its vocabulary, in a file of its own: it is loaded when a page has rules. */
export const compileRule = (logic: Logic, types: (path: string) => ValueType | undefined) =>
  compileExpression(logic, { operators, fields, types } as never);
