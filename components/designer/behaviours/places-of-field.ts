import { type DocumentKey, type Documents, type Path, isObject, nameOf, own, valueAt } from "../documents.ts";

/** A place that shows a field by its API name. */
export interface PlaceOfField {
  readonly document: DocumentKey;
  /** where the name stands; the last part is the name itself when `asKey` */
  readonly path: Path;
  /** the thing that makes no sense without the field (a node, a column) */
  readonly whole?: Path;
  readonly asKey?: true;
}

/** Every place outside expressions where documents show a field of an object. */
export function placesOfField(documents: Documents, object: string, field: string): PlaceOfField[] {
  const places: PlaceOfField[] = [];
  for (const [document, content] of documents) {
    if (content.kind === "object" && nameOf(document) === object && content.titleField === field) {
      places.push({ document, path: ["titleField"] });
    }
    if ((content.kind === "form" || content.kind === "page") && content.object === object) {
      for (const [id, node] of Object.entries(content.nodes)) {
        if (own(node.props, "field") === field) places.push({ document, path: ["nodes", id, "props", "field"], whole: ["nodes", id] });
      }
    }
    if (content.kind === "view" && content.object === object) {
      for (const [id, column] of Object.entries(content.columns)) {
        if (column.field === field) places.push({ document, path: ["columns", id, "field"], whole: ["columns", id] });
      }
    }
    if (content.kind === "role") {
      for (const list of ["hidden", "writable"]) {
        const names = valueAt(content, ["objects", object, list]);
        if (isObject(names) && own(names, field) !== undefined)
          places.push({ document, path: ["objects", object, list, field], asKey: true });
      }
    }
  }
  return places;
}
