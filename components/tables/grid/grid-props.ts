import type { Cell, Given, TableDocument } from "#metadata";
import type { RowMarks } from "../analysis/marks.ts";
import type { Column } from "../column.ts";
import type { Band, RowState } from "../rows.ts";

/** Where the selection stands: a row and a column; column -1 is the row itself. */
export interface Spot {
  readonly row: string;
  readonly column: number;
  /** the cell takes the focus, wherever that was */
  readonly focus?: boolean;
}

export interface GridProps {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  readonly places: ReadonlyMap<string, number>;
  readonly states: ReadonlyMap<string, RowState>;
  /** row id → what of it deserves a look */
  readonly marks: ReadonlyMap<string, RowMarks>;
  /** rows the tester's facts hit */
  readonly hits: ReadonlySet<string>;
  readonly tenant: string;
  readonly spot: Spot | undefined;
  readonly onSpot: (spot: Spot) => void;
  readonly onHead: (column: Column) => void;
  /** a cell as it is being typed; undefined: no longer */
  readonly onType?: (row: string, column: string, typed: { readonly cell: Cell | undefined } | undefined) => void;
  readonly onInput: (row: string, column: Column, cell: Cell | undefined) => void;
  readonly onOutput: (row: string, column: Column, value: Given) => void;
  readonly onAdd: (after?: string) => void;
  readonly onDuplicate: (row: string) => void;
  readonly onDelete: (row: string) => void;
  readonly onEnable: (row: string, enabled: boolean) => void;
  /** before: a row of the same band; null = last of the band */
  readonly onMove: (row: string, before: string | null) => void;
  readonly onCopy: (spot: Spot) => string;
  readonly onPaste: (spot: Spot, text: string) => void;
}
