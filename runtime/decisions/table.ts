import { inOrder, type TableDocument } from "#metadata";
import { inOneBand, rowLayers, type DecisionTable } from "#runtime/rules";
import type { Effective } from "../effective/effective.ts";
import { candidateReady } from "../rollouts/candidate.ts";
import { bareTable } from "./bare-table.ts";
import type { TableVersion, VersionContext } from "./version.ts";

/** A table to ask, and the version under which its decisions are kept. */
export interface AskableTable {
  readonly table: DecisionTable;
  readonly version: TableVersion;
}

/** The published table of an Effective with its version; undefined when there is none of the name. */
export function askableTable(effective: Effective, name: string): AskableTable | undefined {
  const document = effective.documents.table.get(name);
  if (document === undefined) return undefined;
  const known = versionKnown(effective, name);
  const version = (known.version ??= versionIn(effective, document, name));
  return { table: effective.tables.table(version, effective.language.operators), version };
}

/**
 * Resolves when `askableTable` gives a table at once, undefined when it does already: a big one is read and compiled in slices, and nobody else
 * waits for it.
 */
export function tableReady(effective: Effective, name: string): Promise<unknown> | undefined {
  const document = effective.documents.table.get(name);
  if (document === undefined) return undefined;
  const [published, tried] = [publishedReady(effective, name, document), candidateReady(effective, document.id)];
  return published !== undefined && tried !== undefined ? Promise.all([published, tried]) : (published ?? tried);
}

function publishedReady(effective: Effective, name: string, document: TableDocument): Promise<unknown> | undefined {
  const { operators } = effective.language;
  const known = versionKnown(effective, name);
  if (known.version !== undefined) return effective.tables.tableSoon(known.version, operators);
  return effective.tables.versionSoon(document, contextIn(effective, name)).then((version) => {
    known.version = version;
    return effective.tables.tableSoon(version, operators);
  });
}

/** The version of a published table as far as somebody asked for it. */
const versionKnown = (effective: Effective, name: string): { version?: TableVersion } =>
  effective.memo(`table version:${name}`, () => ({}));

/** The version of a table as it would decide here: with the options that fields have here, and rows in the layers of the published table of the name. */
export const versionIn = (effective: Effective, document: TableDocument, name: string): TableVersion =>
  effective.tables.version(document, contextIn(effective, name));

const contextIn = (effective: Effective, name: string): VersionContext => ({
  optionsOf: (address) => optionsOf(effective, address),
  bandOf: rowLayers(effective.origins("table", name)),
});

/** The published table of an Effective; undefined when there is none of the name. */
export const tableOf = (effective: Effective, name: string): DecisionTable | undefined => askableTable(effective, name)?.table;

/** The same table for who decides elsewhere, a browser, and knows no layers: its rows stand in the order in which they are asked here, and nothing is said of them. */
export function askedTable(effective: Effective, name: string): TableDocument | undefined {
  const document = effective.documents.table.get(name);
  if (document === undefined) return undefined;
  return effective.memo(`table asked:${name}`, () => bareTable(inOneBand(document, rowLayers(effective.origins("table", name)))));
}

/** Option ids of a field in their order, by "object.field": what its own setting lists. */
function optionsOf(effective: Effective, address: string): readonly string[] | undefined {
  const [object = "", field = ""] = address.split(".");
  const settings = effective.objects.get(object)?.byName.get(field)?.settings as { options?: unknown } | undefined;
  if (typeof settings?.options !== "object" || settings.options === null) return undefined;
  return inOrder(settings.options as Readonly<Record<string, { readonly order: string }>>).map(({ id }) => id);
}
