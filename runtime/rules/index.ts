/** Rules, in every place they run: the server, the worker, the browser. Pure; imports #metadata alone. */
export { truthy } from "#metadata";
export { compileExpression, type AskingUser, type EvaluationContext, type Expression, type Work } from "./compile-expression.ts";
export { lowerExpression } from "./lower-expression.ts";
export { type ContextName, type ExpressionOptions, type Node } from "./parse-expression.ts";
export { EvaluationError } from "./evaluation-error.ts";
export { evaluateCompat } from "./evaluate-compat.ts";
export { callFunction, compileFunction, type CompiledFunction, type FunctionOptions } from "./call-function.ts";
export { examplesForSql, examplesOf, type Example } from "./examples.ts";
export { limits } from "./limits.ts";
export { initialStates, transitionsFrom, type Transition } from "./transitions.ts";
export { isChosen, parts, type RolloutKey, type Sharing } from "./splits/index.ts";
export * from "./tables/index.ts";
export { analyseTable, type AnalysisOptions, type TableAnalysis } from "./analysis/analyse-table.ts";
export { concernsRows, type TableFinding } from "./analysis/finding.ts";
export * from "./explanation/index.ts";
export * from "./simulation/index.ts";
