"use client";
import { useMemo, useRef } from "react";
import type { TableDocument, TableRow } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { type Published, usePublished } from "../../designer/use-published.ts";
import { useText } from "../../i18n/index.ts";
import { type Column, columnsOf } from "../column.ts";
import { type Band, type RowState, bandsOf, packageRows, placesOf, stateOf } from "../rows.ts";

/** A decision table that is open in the studio, with what is known of its columns and rows. */
export interface OpenTable {
  readonly table: TableDocument;
  readonly key: `table/${string}`;
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  /** the tenant's own rows, in their order */
  readonly own: readonly string[];
  /** row id → its 1-based place */
  readonly places: ReadonlyMap<string, number>;
  readonly states: ReadonlyMap<string, RowState>;
  /** row id → package */
  readonly fromPackage: ReadonlyMap<string, string>;
  readonly published: Published<"table"> | undefined;
  readonly publishedColumns: readonly Column[];
  /** One deed on the log. `did`: a sentence of the catalogue; `together`: deeds of one word close together are one. */
  readonly run: (did: string, commands: Command | Command[], values?: Record<string, string | number>, together?: string) => boolean;
}

export function useOpenTable(table: TableDocument): OpenTable {
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const published = usePublished("table", table.name) ?? undefined;

  // Options may come from a field of an object: columns follow the other documents, not only this one.
  const sources = Object.values({ ...table.inputs, ...table.outputs })
    .map(({ optionsOf }) => (optionsOf === undefined ? undefined : documents.get(`object/${optionsOf.split(".")[0] ?? ""}`)))
    .filter((each) => each !== undefined);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const columns = useMemo(() => columnsOf(table, documents), [table.inputs, table.outputs, table.currency, table.timezone, ...sources]);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const publishedColumns = useMemo(() => (published ? columnsOf(published.document, documents) : columns), [published, columns]);
  const fromPackage = useMemo(() => packageRows(published?.origins ?? {}), [published]);
  const bands = useBands(table, fromPackage);
  const places = useMemo(() => placesOf(bands), [bands]);
  const states = useMemo(() => {
    const found = new Map<string, RowState>();
    if (published !== undefined)
      for (const [id, row] of Object.entries(table.rows)) found.set(id, stateOnce(row, published.document.rows[id]));
    else for (const [id, row] of Object.entries(table.rows)) if (row.enabled === false) found.set(id, "off");
    return found;
  }, [table.rows, published]);
  const own = bands[0]?.rows ?? [];
  const run: OpenTable["run"] = (did, commands, values = {}, together) =>
    workspace.run({ key: did, values: { table: text(table.label, table.name), ...values } }, commands, together);
  return { table, key: `table/${table.name}`, columns, bands, own, places, states, fromPackage, published, publishedColumns, run };
}

/** The bands of the rows, the same as before where an edit moved none: a long sheet is then not laid out anew. */
function useBands(table: TableDocument, fromPackage: ReadonlyMap<string, string>): readonly Band[] {
  const before = useRef<{ readonly rows: TableDocument["rows"]; readonly from: ReadonlyMap<string, string>; readonly bands: Band[] }>(
    undefined,
  );
  return useMemo(() => {
    const known = before.current;
    const bands =
      known !== undefined && known.from === fromPackage && isSameOrder(known.rows, table.rows) ? known.bands : bandsOf(table, fromPackage);
    before.current = { rows: table.rows, from: fromPackage, bands };
    return bands;
  }, [table, fromPackage]);
}

function isSameOrder(one: TableDocument["rows"], other: TableDocument["rows"]): boolean {
  const ids = Object.keys(other);
  return ids.length === Object.keys(one).length && ids.every((id) => Object.hasOwn(one, id) && one[id]!.order === other[id]!.order);
}

/** Rows never change, they are replaced: what was found of one beside what is published is kept with it. */
const known = new WeakMap<TableRow, { readonly published: TableRow | undefined; readonly state: RowState }>();

function stateOnce(row: TableRow, published: TableRow | undefined): RowState {
  const found = known.get(row);
  if (found !== undefined && found.published === published) return found.state;
  const state = stateOf(row, published);
  known.set(row, { published, state });
  return state;
}
