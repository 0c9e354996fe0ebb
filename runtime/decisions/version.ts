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

/** What a version consists of. */
export function versionParts(table: TableDocument, { optionsOf, bandOf }: VersionContext): { document: object; needs: VersionNeeds } {
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
  return { document, needs: { evaluator, bands, options } };
}

/** The version of a table as it stands. Whatever order the keys of the document have, what is asked is the canonical one. */
export function versionOf(table: TableDocument, context: VersionContext): TableVersion {
  const { document, needs } = versionParts(table, context);
  return sealed(document, needs);
}

/** The version that consists of these two. */
export function sealed(document: object, needs: VersionNeeds): TableVersion {
  for (const steps = sealSteps(document, needs); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, some rows at a time. The hash is that of the canonical JSON of both, which is never one text. */
export function* sealSteps(document: object, needs: VersionNeeds): Generator<void, TableVersion> {
  const hash = createHash("sha256");
  const canonical: Record<string, unknown> = {};
  const take = (value: unknown): unknown => {
    const text = canonicalJson(value as Json);
    hash.update(text);
    return JSON.parse(text);
  };
  hash.update('{"document":{');
  for (const [index, [key, value]] of sortedEntries(document).entries()) {
    hash.update(`${index === 0 ? "" : ","}${JSON.stringify(key)}:`);
    if (key !== "rows") canonical[key] = take(value);
    else {
      const rows: Record<string, unknown> = (canonical[key] = {});
      hash.update("{");
      for (const [place, [id, row]] of sortedEntries(value as object).entries()) {
        if (place % 64 === 0) yield;
        hash.update(`${place === 0 ? "" : ","}${JSON.stringify(id)}:`);
        rows[id] = take(row);
      }
      hash.update("}");
    }
  }
  hash.update('},"needs":');
  const kept = take(needs);
  hash.update("}");
  return { hash: hash.digest("base64url"), document: canonical as unknown as TableDocument, needs: kept as VersionNeeds };
}

/** As canonical JSON has them. */
const sortedEntries = (map: object): [string, unknown][] =>
  Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
