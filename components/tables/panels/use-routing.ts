"use client";
import { useMemo } from "react";
import type { Json, Routing, TableDocument } from "#metadata";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { type Column, columnsOf } from "../column.ts";
import { offeredIn } from "./routing-commands.ts";

/** What the stages of a routing are edited with. */
export interface RoutingForm {
  readonly table: TableDocument;
  readonly routing: Routing;
  readonly columns: readonly Column[];
  /** ids of all that can be offered, in order */
  readonly options: readonly string[];
  readonly labelOf: (option: string) => string;
  /** one entry of the log; values typed at one place close together are one */
  readonly set: (path: readonly string[], value: Json | undefined) => void;
}

export function useRouting(table: TableDocument, routing: Routing): RoutingForm {
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const columns = useMemo(() => columnsOf(table, documents), [table, documents]);
  const option = columns.find(({ id, side }) => side === "output" && id === routing.option);
  const options = useMemo(() => offeredIn(table, routing, option), [table, routing, option]);
  return {
    table,
    routing,
    columns,
    options,
    labelOf: (id) => text(option?.options.find((each) => each.id === id)?.label, id),
    set: (path, value) =>
      void workspace.run(
        { key: "setRouting", values: { table: text(table.label, table.name) } },
        { do: "set", document: `table/${table.name}`, path: ["routing", ...path], value },
        `routing ${table.name} ${path.join(" ")}`,
      ),
  };
}
