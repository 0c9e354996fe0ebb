import { nanoid } from "nanoid";
import type { FieldType, Json, ObjectDocument, Text } from "#metadata";
import type { Command } from "../commands/index.ts";
import type { DocumentKey, JsonObject } from "../documents.ts";
import { nameFrom } from "../name.ts";
import { settingsOf } from "../schema-panel.ts";

/** What a new field of a type starts with: settings that must be there get the least that is well said. */
export function newField(
  type: FieldType,
  object: ObjectDocument,
  label: Text,
  name: string,
  objects: readonly string[],
): { readonly id: string; readonly value: JsonObject } {
  const config: Record<string, Json> = {};
  for (const setting of settingsOf(type.config)) {
    if (!setting.required) continue;
    const { control } = setting;
    if (control.is === "items") config[setting.key] = { option_1: { label: { en: "Option 1", zh: "选项 1" }, order: "a0" } };
    else if (control.is === "choice" && control.options[0]) config[setting.key] = control.options[0].value;
    else if (control.is === "number") config[setting.key] = control.least ?? 0;
    else if (setting.key === targetKey(type)) config[setting.key] = objects[0] ?? object.name;
    else if (control.is === "line") config[setting.key] = setting.key === "currency" ? "CNY" : "";
    else if (control.is === "label") config[setting.key] = label as Json;
  }
  return {
    id: nanoid(10),
    value: { name, label: label as Json, type: type.name, ...(Object.keys(config).length === 0 ? {} : { config }) },
  };
}

/** The setting of a referring type that names the object it refers to, found by asking the type. */
export function targetKey(type: FieldType): string | undefined {
  let asked: string | undefined;
  const config = new Proxy({}, { get: (_target, key) => ((asked ??= String(key)), "") });
  try {
    type.refersTo?.(config);
  } catch {
    return asked;
  }
  return asked;
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
