import { nanoid } from "nanoid";
import { settingsOf as settingsIn, type Field, type FieldType, type Json, type ObjectDocument, type Text } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import type { Command } from "../commands/index.ts";
import type { DocumentKey, JsonObject } from "../documents.ts";
import { nameFrom } from "../name.ts";
import { type Setting, settingsOf } from "../schema-panel.ts";

/** What a new field of a type starts with: settings that must be there get the least that is well said. */
export function newField(
  type: FieldType,
  object: ObjectDocument,
  label: Text,
  name: string,
  objects: readonly ObjectDocument[],
): { readonly id: string; readonly value: JsonObject } {
  const target = targetKey(type);
  // lines and sums are over an object that refers to this one, where there is one
  const derived = isDerivedFromOthers(type);
  const others = derived ? objects.filter((other) => referringField(other, object.name) !== undefined) : objects;
  const other = others[0] ?? objects[0] ?? object;
  const first = (settings: readonly Setting[]): Record<string, Json> => {
    const config: Record<string, Json> = {};
    for (const { key, control, required } of settings) {
      if (!required) continue;
      if (control.is === "items") config[key] = { option_1: { label: { en: "Option 1", zh: "选项 1" }, order: "a0" } };
      else if (control.is === "choice" && control.options[0]) config[key] = control.options[0].value;
      else if (control.is === "number") config[key] = control.least ?? 0;
      else if (control.is === "group") config[key] = first(control.of);
      else if (control.is === "logic") config[key] = "";
      else if (control.is === "picks" || (control.is === "lines" && key === target)) config[key] = [other.name];
      else if (key === target || (control.is === "pick" && control.what === "object")) config[key] = other.name;
      else if (control.is === "pick" && control.of !== undefined) config[key] = referringField(other, object.name) ?? "";
      else if (control.is === "pick")
        config[key] = Object.values(object.fields).find((field) => fieldTypes.get(field.type)?.refersTo !== undefined)?.name ?? "";
      else if (control.is === "line") config[key] = key === "currency" ? "CNY" : "";
      else if (control.is === "label") config[key] = label as Json;
    }
    return config;
  };
  const config = first(settingsOf(type.config));
  return {
    id: nanoid(10),
    value: { name, label: label as Json, type: type.name, ...(Object.keys(config).length === 0 ? {} : { config }) },
  };
}

/** A field of `other` by which its records refer to records of `object`. */
function referringField(other: ObjectDocument, object: string): string | undefined {
  return Object.values(other.fields).find((field) => {
    const type = fieldTypes.get(field.type);
    try {
      return type?.refersTo?.(field.config ?? {}) === object;
    } catch {
      return false;
    }
  })?.name;
}

const asking = (asked: (key: string) => void): object => new Proxy({}, { get: (_target, key) => (asked(String(key)), "") });
const answerOf = <Answer>(ask: () => Answer): Answer | undefined => {
  try {
    return ask();
  } catch {
    return undefined;
  }
};

/** Whether a type's values come from records of another object that refer to this one. */
function isDerivedFromOthers(type: FieldType): boolean {
  const kind = answerOf(() => type.derived?.(asking(() => undefined)))?.kind;
  return kind === "lines" || kind === "rollUp";
}

/** The setting of a type that names the object (or objects) it leads to, found by asking the type. */
export function targetKey(type: FieldType): string | undefined {
  let asked: string | undefined;
  const config = asking((key) => (asked ??= key));
  if (type.refersTo !== undefined && type.settle === undefined) answerOf(() => type.refersTo?.(config));
  else if (type.linksTo !== undefined) answerOf(() => type.linksTo?.objects(config));
  else if (isDerivedFromOthers(type)) answerOf(() => type.derived?.(config));
  return asked;
}

/** Control of a setting, where the type knows more of it than its schema says: what it names. */
export function controlFor(
  type: FieldType,
  setting: Setting,
  object: ObjectDocument,
  field: Field,
  objects: ReadonlyMap<string, ObjectDocument>,
): Setting {
  const { key, control } = setting;
  if (key === targetKey(type))
    return { ...setting, control: control.is === "lines" ? { is: "picks", what: "object" } : { is: "pick", what: "object" } };
  const derivation = answerOf(() => type.derived?.(asking(() => undefined)));
  if (derivation?.kind === "lookThrough" && key === "field" && control.is === "line") {
    const by = (field.config as { reference?: string } | undefined)?.reference;
    const reference = Object.values(object.fields).find((each) => each.name === by);
    const referring = reference && fieldTypes.get(reference.type);
    const to = reference && referring && answerOf(() => referring.refersTo?.(settingsIn(fieldTypes, objects, object, reference)));
    if (typeof to === "string" && to !== "") return { ...setting, control: { is: "pick", what: "field", object: to } };
  }
  return setting;
}

/** Sets one property of a field; a label that changes takes the API name along while nobody relies on it. */
export function setField(
  object: ObjectDocument,
  id: string,
  key: string,
  value: Json | undefined,
  follows: boolean,
  spoken: (text: Text | undefined) => string,
): Command[] {
  const document: DocumentKey = `object/${object.name}`;
  const commands: Command[] = [{ do: "set", document, path: ["fields", id, key], value }];
  const field = object.fields[id];
  if (key === "label" && follows && field) {
    const taken = Object.entries(object.fields).flatMap(([other, { name }]) => (other === id ? [] : [name]));
    const before = nameFrom(spoken(field.label), taken);
    if (field.name === before || field.name.startsWith("field")) {
      const name = nameFrom(spoken(value as Text | undefined), taken);
      if (name !== field.name) commands.push({ do: "set", document, path: ["fields", id, "name"], value: name });
    }
  }
  return commands;
}
