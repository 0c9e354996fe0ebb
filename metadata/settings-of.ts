import type { Field, ObjectDocument } from "./documents/object.ts";
import type { FieldType } from "./field-type.ts";

/** Fields whose settings follow from fields whose settings follow … : longer chains (and circles) have no settings. */
const deepest = 8;

/**
 * A field's settings: its config parsed, defaults filled in, and what follows from other fields settled (`FieldType.settle`).
 * undefined: the type is not known, or the config is not one of it, or it follows from itself. `objects`: by API name.
 */
export function settingsOf(
  types: { readonly get: (name: string) => FieldType | undefined },
  objects: ReadonlyMap<string, ObjectDocument>,
  object: ObjectDocument,
  field: Pick<Field, "type" | "config">,
  depth = 0,
): any {
  const type = types.get(field.type);
  const parsed = type === undefined || depth > deepest ? undefined : type.config.safeParse(field.config ?? {}).data;
  if (type?.settle === undefined || parsed === undefined) return parsed;
  return type.settle(parsed, {
    object: object.name,
    fieldAt(objectName, name) {
      const other = objectName === object.name ? object : objects.get(objectName);
      const found = other === undefined ? undefined : Object.values(other.fields).find((each) => each.name === name);
      if (other === undefined || found === undefined) return undefined;
      const settings = settingsOf(types, objects, other, found, depth + 1);
      return settings === undefined ? undefined : { type: types.get(found.type)!, settings };
    },
  });
}
