"use client";
import { useMemo } from "react";
import type { TableDocument } from "#metadata";
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
  const columns = useMemo(() => columnsOf(table, documents), [table.inputs, table.outputs, table.currency, ...sources]);
  const publishedColumns = useMemo(() => (published ? columnsOf(published.document, documents) : columns), [published, documents, columns]);
  const fromPackage = useMemo(() => packageRows(published?.origins ?? {}), [published]);
  const bands = useMemo(() => bandsOf(table, fromPackage), [table, fromPackage]);
  const places = useMemo(() => placesOf(bands), [bands]);
  const states = useMemo(() => {
    const found = new Map<string, RowState>();
    if (published !== undefined)
      for (const [id, row] of Object.entries(table.rows)) found.set(id, stateOf(row, published.document.rows[id]));
    else for (const [id, row] of Object.entries(table.rows)) if (row.enabled === false) found.set(id, "off");
    return found;
  }, [table.rows, published]);
  const own = bands[0]?.rows ?? [];
  const run: OpenTable["run"] = (did, commands, values = {}, together) =>
    workspace.run({ key: did, values: { table: text(table.label, table.name), ...values } }, commands, together);
  return { table, key: `table/${table.name}`, columns, bands, own, places, states, fromPackage, published, publishedColumns, run };
}
