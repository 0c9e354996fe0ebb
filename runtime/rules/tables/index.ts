export { checkTable } from "#metadata";
export { compileTable, inOneBand, type DecideOptions, type Decision, type DecisionTable, type TableOptions } from "./compile-table.ts";
export type { Because, Failing } from "./explain.ts";
export { membersThere } from "./rotate.ts";
export { rowLayers } from "./row-layers.ts";
export { tableLogicProblems } from "./logic-problems.ts";
export type { Hidden, SplitTaken } from "./route.ts";
export { toJsonLogic, toOneIf, type ExportedRow } from "./to-json-logic.ts";
export { compileVersion, evaluator, type VersionedTable, type VersionNeeds } from "./version.ts";
