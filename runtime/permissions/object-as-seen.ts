import type { Field, ObjectDocument } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayDesign } from "../identity/capabilities.ts";
import { accessTo } from "./access.ts";

/**
 * An object's document as somebody may read it: whole for those who design; for who may read its records what these are made of: the
 * fields that he may see, without the rules, which may speak of others. undefined: there is none for him.
 */
export function objectAsSeen(effective: Effective, actor: Actor, name: string): ObjectDocument | undefined {
  const document = effective.documents.object.get(name);
  if (document === undefined || mayDesign(actor, effective)) return document;
  const sees = accessTo(effective, actor, name)?.read?.sees;
  if (sees === undefined) return undefined;
  const { kind, id, label, plural, icon, titleField, fields } = document;
  return {
    kind,
    id,
    name,
    label,
    ...(plural === undefined ? {} : { plural }),
    ...(icon === undefined ? {} : { icon }),
    ...(titleField === undefined || !sees(titleField) ? {} : { titleField }),
    fields: Object.fromEntries(Object.entries(fields).flatMap(([key, field]) => (sees(field.name) ? [[key, withoutRules(field)]] : []))),
  };
}

const rules: ReadonlySet<string> = new Set<keyof Field>(["default", "visible", "requiredWhen", "readOnly", "offeredBy", "was"]);
const withoutRules = (field: Field): Field => Object.fromEntries(Object.entries(field).filter(([key]) => !rules.has(key))) as Field;
