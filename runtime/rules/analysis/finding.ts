import type { Cell } from "#metadata";

/**
 * blocker: the table may not be published · warning: somebody should look at it · hint: it could be said more simply
 *
 * overlap: two rows hit together and one may (U), or they may not differ (A) · shadowed: earlier rows leave nothing to it ·
 * outranked: rows of higher priority leave nothing to it · twice: the same option with different terms · again: the same output where
 * they meet · same: the rows do not differ · gap: no row decides there · unreachable: no facts fit it, or none that its option can be used for ·
 * mergeable: neighbours that could be one row · unused: no row asks this column · unnamed: options of a column that no row names · expired: it holds no more
 */
export interface TableFinding {
  readonly is:
    | "overlap"
    | "shadowed"
    | "outranked"
    | "twice"
    | "again"
    | "same"
    | "gap"
    | "unreachable"
    | "mergeable"
    | "unused"
    | "unnamed"
    | "expired";
  readonly severity: "blocker" | "warning" | "hint";
  readonly row?: string;
  /** the rows that cause it, in their order */
  readonly by?: readonly string[];
  /** ids of the input columns that it is about */
  readonly columns: readonly string[];
  /** by input id · gap: facts that no row decides · unnamed: the options · overlap, twice, again: facts for which both hit, where a cell can say them · unreachable: what the option can be used for */
  readonly where?: Readonly<Record<string, Cell>>;
  /** overlap, twice, again: what the row would ask of one column to leave all it has in common with the other to that */
  readonly rest?: { readonly column: string; readonly cell: Cell };
}

/** Whether a finding speaks of one of these rows. */
export const concernsRows = ({ row, by = [] }: TableFinding, rows: ReadonlySet<string>): boolean =>
  (row !== undefined && rows.has(row)) || by.some((each) => rows.has(each));
