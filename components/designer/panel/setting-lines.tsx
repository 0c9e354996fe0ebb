"use client";
import type { Json } from "#metadata";
import type { JsonObject } from "../documents.ts";
import type { Setting } from "../schema-panel.ts";
import { SettingLine } from "./setting-line.tsx";

/** All settings of a schema, in its order. */
export function SettingLines(props: {
  readonly settings: readonly Setting[];
  readonly values: JsonObject;
  readonly onChange: (key: string, value: Json | undefined) => void;
  readonly isReadOnly?: boolean;
}) {
  return props.settings.map((setting) => (
    <SettingLine
      key={setting.key}
      setting={setting}
      value={props.values[setting.key]}
      all={props.values}
      onChange={(value) => props.onChange(setting.key, value)}
      isReadOnly={props.isReadOnly ?? false}
    />
  ));
}
