import type { FormDocument, Node, PageDocument } from "#metadata";
import { isTyped, type ShownField, type ShownObject } from "./object.ts";

const orderAt = (place: number): string => `a${place.toString(36).padStart(3, "0")}`;

/** The form an object has before anybody designs one: its fields, in order, each with the component its type names. */
export function generateForm(object: ShownObject, fields: readonly ShownField[] = object.fields): FormDocument {
  const nodes: Record<string, Node> = {};
  let place = 0;
  for (const field of fields) {
    if (!isTyped(field)) continue;
    nodes[`field_${field.id}`] = {
      component: field.editedBy,
      order: orderAt(place++),
      parent: "fields",
      props: { field: field.name },
    };
  }
  nodes["fields"] = { component: "section", order: "a0" };
  return { kind: "form", id: object.name, name: object.name, label: object.document.label, object: object.name, nodes };
}

/** The record page an object has before anybody designs one. `relatedTo`: fields of other objects that refer to it. */
export function generatePage(object: ShownObject, relatedTo: readonly { readonly object: string; readonly field: string }[]): PageDocument {
  const nodes: Record<string, Node> = {
    header: { component: "record-header", order: "a0" },
    next: { component: "next-step", order: "a1" },
    columns: { component: "columns", order: "a2", props: { widths: "main-side" } },
    main: { component: "section", order: "a0", parent: "columns", props: { columns: "one" } },
    details: { component: "record-details", order: "a000", parent: "main" },
    activity: { component: "activity", order: "a1", parent: "columns" },
  };
  // what the record shows as its lines needs no list of its own
  const lined = new Set(
    object.fields.flatMap(({ derivation }) => (derivation?.kind === "lines" ? [`${derivation.object}.${derivation.by}`] : [])),
  );
  const listed = relatedTo.filter((each) => !lined.has(`${each.object}.${each.field}`));
  listed.forEach(({ object: other, field }, place) => {
    nodes[`related_${other}_${field}`.slice(0, 64)] = {
      component: "related-list",
      order: orderAt(place + 1),
      parent: "main",
      props: { object: other, field },
    };
  });
  return { kind: "page", id: object.name, name: object.name, label: object.document.label, object: object.name, nodes };
}

/** Fields that matter most, for the top of a record: money first, then what is indexed, then the rest; never the title. */
export function highlightsOf(object: ShownObject, fields: readonly ShownField[]): readonly ShownField[] {
  const rank = (field: ShownField): number => {
    const type = field.fieldType.type(field.settings);
    if (type === "money") return 0;
    if (type === "reference") return 1;
    return field.indexed === true ? 2 : 3;
  };
  const hasTones = (field: ShownField): boolean => statusTones(field);
  return fields
    .filter((field) => field.name !== object.titleField?.name && !hasTones(field) && field.storage !== "json")
    .map((field, place) => ({ field, place }))
    .sort((a, b) => rank(a.field) - rank(b.field) || a.place - b.place)
    .slice(0, 6)
    .map(({ field }) => field);
}

/** A field whose options carry tones says how things stand. */
export function statusTones(field: ShownField): boolean {
  const options = ((field.like ?? field).settings as { options?: Record<string, { tone?: string }> }).options;
  return options !== undefined && Object.values(options).some((option) => option.tone !== undefined);
}
export const statusField = (fields: readonly ShownField[]): ShownField | undefined =>
  fields.find((field) => statusTones(field) && field.storage === "text");
