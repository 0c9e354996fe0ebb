import { type Change, changeAt } from "../changes.ts";
import { type DocumentKey, type Documents, type Path, valueAt } from "../documents.ts";

/** Takes away what stands at a path; [] takes the document away. */
export interface RemoveCommand {
  readonly do: "remove";
  readonly document: DocumentKey;
  readonly path: Path;
}

export const executeRemove = (documents: Documents, { document, path }: RemoveCommand): Change[] | undefined =>
  valueAt(documents.get(document), path) === undefined ? undefined : changeAt(documents, document, path, undefined);
