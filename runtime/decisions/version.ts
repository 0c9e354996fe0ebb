import { createHash } from "node:crypto";
import { canonicalJson, type Json, type TableDocument } from "#metadata";
import { evaluator, type VersionedTable, type VersionNeeds } from "#runtime/rules";

/** A decision table with everything that it decides by, under the name that decisions cite; its document is without examples, which decide nothing. */
export interface TableVersion extends VersionedTable {
  /** SHA-256 of the canonical JSON of document and needs, base64url */
  readonly hash: string;
}

export interface VersionContext {
  readonly optionsOf: (address: string) => readonly string[] | undefined;
  /** the layer of a row by its id: "tenant", "package:restaurant@1.0.0", "platform" */
  readonly bandOf: (rowId: string) => string | undefined;
}

/** The version of a table as it stands. Whatever order the keys of the document have, what is asked is the canonical one. */
export function versionOf(table: TableDocument, { optionsOf, bandOf }: VersionContext): TableVersion {
  const { examples: _, ...document } = table;
  const bands: Record<string, "package" | "platform"> = {};
  for (const id of Object.keys(table.rows)) {
    const layer = bandOf(id)?.split(":")[0];
    if (layer === "package" || layer === "platform") bands[id] = layer;
  }
  const options: Record<string, readonly string[] | null> = {};
  for (const { optionsOf: address } of [...Object.values(table.inputs), ...Object.values(table.outputs)]) {
    if (address !== undefined) options[address] = optionsOf(address) ?? null;
  }
  return sealed(document, { evaluator, bands, options });
}

/** The version that consists of these two. */
export function sealed(document: object, needs: VersionNeeds): TableVersion {
  const text = canonicalJson({ document, needs } as unknown as Json);
  const canonical = JSON.parse(text) as VersionedTable;
  return { hash: createHash("sha256").update(text).digest("base64url"), ...canonical };
}

export { compileVersion } from "#runtime/rules";
