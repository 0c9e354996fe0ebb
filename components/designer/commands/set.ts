import type { Json } from "#metadata";
import { type Change, changeAt } from "../changes.ts";
import type { DocumentKey, Documents, Path } from "../documents.ts";

/** Puts a value at a place; undefined takes the property away. */
export interface SetCommand {
  readonly do: "set";
  readonly document: DocumentKey;
  readonly path: Path;
  readonly value: Json | undefined;
}

export const executeSet = (documents: Documents, { document, path, value }: SetCommand): Change[] | undefined =>
  path.length === 0 && (value === undefined || !documents.has(document)) ? undefined : changeAt(documents, document, path, value);
