"use client";
import { useTranslations } from "use-intl";
import type { Json, Text } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type JsonObject, isObject } from "../documents.ts";
import type { Setting } from "../schema-panel.ts";
import { ItemsSetting } from "./items-setting.tsx";
import { LogicText } from "../../conditions/logic-text.tsx";
import { usePicks } from "./picks.ts";
import { SettingLines } from "./setting-lines.tsx";
import { LogicSetting } from "./logic-setting.tsx";
import { TextSetting } from "./text-setting.tsx";

export interface SettingLineProps {
  readonly setting: Setting;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly isReadOnly?: boolean;
  /** all values of the panel: a picker may need another one */
  readonly all?: JsonObject | undefined;
}

/** One setting with the control its schema asks for. Knows no component and no field type. */
export function SettingLine({ setting, value, onChange, isReadOnly = false, all }: SettingLineProps) {
  const t = useTranslations("studio.panel");
  const text = useText();
  const picks = usePicks();
  const label = text(setting.label, setting.key);
  const help = setting.help === undefined ? undefined : text(setting.help);
  const { control } = setting;
  switch (control.is) {
    case "label":
      return (
        <TextSetting
          label={label}
          value={value as Text | undefined}
          onChange={onChange as (value: Text | undefined) => void}
          long={control.long}
          isReadOnly={isReadOnly}
          help={help}
        />
      );
    case "choice": {
      const items = control.options.map(({ value: each, label: name }) => ({ id: JSON.stringify(each), label: text(name, String(each)) }));
      const chosen = value === undefined ? setting.initial : value;
      const wide = items.reduce((sum, item) => sum + item.label.length, 0);
      if (setting.required && items.length <= 3 && wide < 24) {
        return (
          <div className="grid grid-cols-[84px_minmax(0,1fr)] items-center gap-x-2">
            <span className="text-sm text-muted">{label}</span>
            <SegmentedControl
              label={label}
              size="sm"
              items={items}
              value={chosen === undefined ? "" : JSON.stringify(chosen)}
              onChange={(id) => onChange(JSON.parse(id) as Json)}
            />
          </div>
        );
      }
      const optional = setting.required ? [] : [{ id: "", label: t("empty") }];
      return (
        <Select
          labelAt="start"
          size="sm"
          label={label}
          help={help}
          isReadOnly={isReadOnly}
          items={[...optional, ...items]}
          value={chosen === undefined ? (setting.required ? null : "") : JSON.stringify(chosen)}
          onChange={(id) => onChange(id === "" ? undefined : (JSON.parse(id) as Json))}
        />
      );
    }
    case "pick": {
      const items = picks(
        control.what,
        control.object ?? (control.of === undefined ? undefined : (all?.[control.of] as string | undefined)),
      );
      const known = typeof value === "string" && !items.some(({ id }) => id === value) ? [...items, { id: value, label: value }] : items;
      const optional = setting.required ? [] : [{ id: "", label: t("empty") }];
      return (
        <Select
          labelAt="start"
          size="sm"
          label={label}
          help={help}
          isReadOnly={isReadOnly}
          items={[...optional, ...known]}
          value={typeof value === "string" ? value : setting.required ? null : ""}
          onChange={(id) => onChange(id === "" ? undefined : id)}
        />
      );
    }
    case "picks":
      return (
        <TagPicker
          label={label}
          help={help}
          size="sm"
          isReadOnly={isReadOnly}
          items={picks(control.what, undefined)}
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(ids) => onChange(ids.length === 0 && !setting.required ? undefined : ids)}
        />
      );
    case "number":
      return (
        <NumberField
          labelAt="start"
          size="sm"
          label={label}
          help={help}
          isReadOnly={isReadOnly}
          value={typeof value === "number" ? value : typeof setting.initial === "number" ? setting.initial : undefined}
          onChange={onChange}
          minValue={control.least}
          maxValue={control.most}
          step={control.whole ? 1 : undefined}
        />
      );
    case "switch":
      return (
        <Switch
          isSelected={value === true || (value === undefined && setting.initial === true)}
          isReadOnly={isReadOnly}
          onChange={(on) => onChange(on ? true : setting.initial === true ? false : undefined)}
        >
          {label}
        </Switch>
      );
    case "lines": {
      const lines = Array.isArray(value) ? (value as string[]) : [];
      return (
        <TextArea
          label={label}
          help={help}
          isReadOnly={isReadOnly}
          value={lines.join("\n")}
          rows={3}
          onChange={(next) => onChange(next === "" ? undefined : next.split("\n"))}
        />
      );
    }
    case "items":
      return <ItemsSetting label={label} of={control.of} value={value} onChange={onChange} isReadOnly={isReadOnly} />;
    case "group":
      return (
        <fieldset className="flex flex-col gap-1.5 border-l-2 border-line pl-2">
          <legend className="text-sm text-muted">{label}</legend>
          <SettingLines
            settings={control.of}
            values={(isObject(value) ? value : {}) as JsonObject}
            isReadOnly={isReadOnly}
            onChange={(key, next) => {
              const { [key]: _old, ...rest } = (isObject(value) ? value : {}) as JsonObject;
              const made = next === undefined ? rest : { ...rest, [key]: next };
              onChange(Object.keys(made).length === 0 && !setting.required ? undefined : made);
            }}
          />
        </fieldset>
      );
    case "line":
      return (
        <TextField
          labelAt="start"
          size="sm"
          label={label}
          help={help}
          isReadOnly={isReadOnly}
          value={typeof value === "string" ? value : ""}
          onChange={(next) => onChange(next === "" ? undefined : next)}
        />
      );
    case "logic":
      return isReadOnly ? (
        <LogicText label={label} help={help} value={value} onChange={onChange} isReadOnly />
      ) : (
        <LogicSetting label={label} help={help} of={control.of} all={all} value={value} onChange={onChange} />
      );
    case "json":
      return <LogicText label={label} help={help} value={value} onChange={onChange} isReadOnly={isReadOnly} />;
  }
}
