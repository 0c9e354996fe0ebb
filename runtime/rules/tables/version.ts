import type { Operator, Registry, TableDocument } from "#metadata";
import { compileTable, type DecisionTable, type TableOptions } from "./compile-table.ts";

/** What the answers of a table depend on beside its document. */
export interface VersionNeeds {
  /** see `evaluator` */
  readonly evaluator: number;
  /** row id → the layer it comes from, where that is not the tenant */
  readonly bands: Readonly<Record<string, "package" | "platform">>;
  /** "object.field" → ids of that field's options, in their order; null: there is no such field */
  readonly options: Readonly<Record<string, readonly string[] | null>>;
}

/** A decision table with everything that it decides by: whoever compiles it gets the same answers, wherever and whenever. */
export interface VersionedTable {
  readonly document: TableDocument;
  readonly needs: VersionNeeds;
}

/** To be raised when a table of the same content would answer otherwise: another meaning of a cell, an operator, a hit policy, a split. */
export const evaluator = 1;

/** How a version is compiled. */
export const versionOptions = ({ needs }: VersionedTable, operators: Registry<Operator>): TableOptions => ({
  operators,
  optionsOf: (address) => needs.options[address] ?? undefined,
  bandOf: (rowId) => needs.bands[rowId],
});

/** A version → something to ask. @throws a fault when it was made by another evaluator's rules and no longer compiles */
export const compileVersion = (version: VersionedTable, operators: Registry<Operator>): DecisionTable =>
  compileTable(version.document, versionOptions(version, operators));
