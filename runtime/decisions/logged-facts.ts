import { columnOf, inOrder, type Cell, type Column, type Json, type TableDocument } from "#metadata";
import { isConcealed, type Concealed, type Concealer } from "./personal.ts";
import { cellsOn, knows, splitOf, standInsFor, type StandIn } from "./stand-in.ts";

type Facts = Readonly<Record<string, Json>>;

/** Turns facts of the log into facts that tables can be asked for: values stand in for what is personal. */
export interface LoggedFacts {
  read(facts: Facts, arm: string | null): Facts;
  /** inputs of which something was not known well enough for a cell that looks at it: what depends on those is a guess */
  readonly unsure: ReadonlySet<string>;
}

/** For tables that share their inputs' ids: `tables` are all that will be asked, the first of them names the columns. */
export function loggedFacts(tables: readonly TableDocument[], concealer: Concealer): LoggedFacts {
  const unsure = new Set<string>();
  const [main] = tables;
  const columns = new Map<
    string,
    { readonly column: Column; readonly cells: readonly Cell[]; readonly standIn: (kept: Concealed, arm: string | null) => StandIn }
  >();
  for (const table of tables) {
    for (const input of inOrder(table.inputs)) {
      if (columns.has(input.name)) continue;
      const column = columnOf(input.id, input, table, {});
      const cells = tables.flatMap((each) => cellsOn(each, input.id));
      let standIn: ReturnType<typeof standInsFor> | undefined;
      const isKey = main?.routing?.split?.key === input.id;
      columns.set(input.name, {
        column,
        cells,
        standIn: (kept, arm) => (standIn ??= standInsFor(column, cells, concealer.token))(kept, isKey ? splitOf(main!, arm) : undefined),
      });
    }
  }
  return {
    unsure,
    read(facts, arm) {
      const names = Object.keys(facts).filter((name) => isConcealed(facts[name]));
      if (names.length === 0) return facts;
      const read: Record<string, Json> = { ...facts };
      for (const name of names) {
        const found = columns.get(name);
        const kept = facts[name] as unknown as Concealed;
        const { values, exact } = found?.standIn(kept, arm) ?? { values: [], exact: false };
        const [first] = values;
        const value = first?.json;
        if (value === undefined) delete read[name];
        else read[name] = value;
        if (!exact && found !== undefined && !unsure.has(name) && found.cells.some((cell) => !knows(found.column, kept, cell, false)))
          unsure.add(name);
      }
      return read;
    },
  };
}
