import { inOrder, type TableDocument } from "#metadata";
import { compileVersion, inOneBand, rowLayers, type DecisionTable } from "#runtime/rules";
import type { Effective } from "../effective/effective.ts";
import { versionOf, type TableVersion } from "./version.ts";

/** A table to ask, and the version under which its decisions are kept. */
export interface AskableTable {
  readonly table: DecisionTable;
  readonly version: TableVersion;
}

/** The published table of an Effective with its version, compiled once; undefined when there is none of the name. */
export function askableTable(effective: Effective, name: string): AskableTable | undefined {
  const document = effective.documents.table.get(name);
  if (document === undefined) return undefined;
  return effective.memo(`table:${name}`, () => {
    const version = versionIn(effective, document, name);
    return { table: compileVersion(version, effective.language.operators), version };
  });
}

/** The version of a table as it would decide here: with the options that fields have here, and rows in the layers of the published table of the name. */
export const versionIn = (effective: Effective, document: TableDocument, name: string): TableVersion =>
  versionOf(document, {
    optionsOf: (address) => optionsOf(effective, address),
    bandOf: rowLayers(effective.origins("table", name)),
  });

/** The published table of an Effective; undefined when there is none of the name. */
export const tableOf = (effective: Effective, name: string): DecisionTable | undefined => askableTable(effective, name)?.table;

/** The same table for who decides elsewhere, a browser, and knows no layers: its rows stand in the order in which they are asked here. */
export function askedTable(effective: Effective, name: string): TableDocument | undefined {
  const document = effective.documents.table.get(name);
  if (document === undefined) return undefined;
  return effective.memo(`table asked:${name}`, () => inOneBand(document, rowLayers(effective.origins("table", name))));
}

/** Option ids of a field in their order, by "object.field": what its own setting lists. */
function optionsOf(effective: Effective, address: string): readonly string[] | undefined {
  const [object = "", field = ""] = address.split(".");
  const settings = effective.objects.get(object)?.byName.get(field)?.settings as { options?: unknown } | undefined;
  if (typeof settings?.options !== "object" || settings.options === null) return undefined;
  return inOrder(settings.options as Readonly<Record<string, { readonly order: string }>>).map(({ id }) => id);
}
