import type { Document, Json } from "#metadata";
import { placesOfField } from "../behaviours/places-of-field.ts";
import { type DocumentKey, type Documents, type Path, isObject } from "../documents.ts";

/** A document that would notice if a field went. */
export interface FieldUser {
  readonly document: DocumentKey;
  readonly path: Path;
  /** shows: goes along with the field · computes: an expression reads it and must be changed by hand */
  readonly how: "shows" | "computes";
}

/** Who shows a field, and which expressions read it by name. The server's own check at publish has the last word. */
export function usersOfField(documents: Documents, object: string, field: string): FieldUser[] {
  const shows = placesOfField(documents, object, field).map(({ document, whole, path }): FieldUser => ({
    document,
    path: whole ?? path,
    how: "shows",
  }));
  const computes: FieldUser[] = [];
  for (const [key, document] of documents) {
    if (!isAbout(document, object)) continue;
    const walk = (value: Json | undefined, path: readonly string[]): void => {
      if (Array.isArray(value)) value.forEach((each, at) => walk(each as Json, [...path, String(at)]));
      else if (isObject(value)) {
        const names = value["var"];
        const name = Array.isArray(names) ? names[0] : names;
        if (typeof name === "string" && (name === field || name.startsWith(`${field}.`)))
          computes.push({ document: key, path, how: "computes" });
        for (const [inner, each] of Object.entries(value)) walk(each, [...path, inner]);
      }
    };
    walk(document as unknown as Json, []);
  }
  return [...shows, ...computes];
}

/** Documents whose expressions are over records of the object. */
const isAbout = (document: Document, object: string): boolean =>
  (document.kind === "object" && document.name === object) ||
  ((document.kind === "form" || document.kind === "view" || document.kind === "page") && document.object === object) ||
  (document.kind === "flow" && document.trigger?.object === object);
