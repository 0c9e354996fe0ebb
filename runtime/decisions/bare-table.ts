import type { TableDocument } from "#metadata";
import type { VersionedTable } from "#runtime/rules";

type Columns = TableDocument["inputs"] & TableDocument["outputs"];

/**
 * A table for who decides elsewhere, such as somebody's browser: everything that it decides by and nothing that people say about it. Left out are
 * descriptions, notes, labels, examples, what is personal, and rows that are switched off. The words of reasons stay: those are told to who asks.
 */
export function bareTable(table: TableDocument): TableDocument {
  const { description: _, examples: __, ...rest } = table;
  const live = Object.entries(table.rows).filter(([, { enabled }]) => enabled !== false);
  return {
    ...rest,
    label: "",
    inputs: bareColumns(table.inputs as Columns),
    outputs: bareColumns(table.outputs as Columns, table.routing?.reason),
    rows: Object.fromEntries(live.map(([id, { note: ___, enabled: ____, ...row }]) => [id, row])),
  };
}

/** A version for who decides elsewhere. */
export function bareVersion({ document: whole, needs }: VersionedTable): VersionedTable {
  const document = bareTable(whole);
  const bands = Object.fromEntries(Object.entries(needs.bands).filter(([row]) => Object.hasOwn(document.rows, row)));
  return { document, needs: { ...needs, bands } };
}

/** `worded`: the column whose options keep their words. */
const bareColumns = (columns: Columns, worded?: string): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([id, { personal: _, ...column }]) => {
      const { options } = column;
      const bare = options && Object.entries(options).map(([option, { order }]) => [option, { label: "", order }] as const);
      return [id, { ...column, label: "", ...(bare === undefined || id === worded ? {} : { options: Object.fromEntries(bare) }) }];
    }),
  );
