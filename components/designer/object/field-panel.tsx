"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type Json, type ObjectDocument, type Text, inLocale } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type Documents, type JsonObject, isObject, ofKind } from "../documents.ts";
import { LogicText } from "../../conditions/logic-text.tsx";
import { ConditionSetting } from "../panel/condition-setting.tsx";
import { DraftScope } from "../panel/draft-scope.tsx";
import { PanelSection } from "../panel/panel-section.tsx";
import { SettingLines } from "../panel/setting-lines.tsx";
import { TextSetting } from "../panel/text-setting.tsx";
import { settingsOf } from "../schema-panel.ts";
import { shownObject } from "../../render/object.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { ChangeField } from "../change/change-field.tsx";
import { controlFor, setField } from "./field-commands.ts";
import { Showing } from "./showing.tsx";
import { FieldUsers } from "./field-users.tsx";

const known = new WeakMap<Documents, Readonly<Record<string, ObjectDocument>>>();
/** The objects of a draft by name: one map for one state of the draft. */
function objectsOf(documents: Documents): Readonly<Record<string, ObjectDocument>> {
  let found = known.get(documents);
  if (found === undefined)
    known.set(documents, (found = Object.fromEntries(ofKind<ObjectDocument>(documents, "object").map((each) => [each.name, each]))));
  return found;
}

const rules = ["default", "visible", "requiredWhen", "readOnly"] as const;

/** The settings of one field: what all fields have, then what its type asks for, drawn from the type's own schema. */
export function FieldPanel(props: {
  readonly object: ObjectDocument;
  readonly id: string;
  /** not published yet: its API name may still change */
  readonly isNew: boolean;
  /** layer that made it */
  readonly origin: string | undefined;
  readonly onDelete: () => void;
}) {
  const { object, id } = props;
  const t = useTranslations("studio.object");
  const text = useText();
  const locale = useLocale();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const field = object.fields[id];
  const type = field && fieldTypes.get(field.type);
  const settings = useMemo(() => {
    if (type === undefined) return [];
    const objects = new Map(ofKind<ObjectDocument>(documents, "object").map((each) => [each.name, each]));
    return settingsOf(type.config).map((setting) => (field === undefined ? setting : controlFor(type, setting, object, field, objects)));
  }, [type, field, object, documents]);
  const shown = field === undefined ? undefined : shownObject(object, objectsOf(documents)).byName.get(field.name);
  if (field === undefined) return null;
  const name = text(field.label, field.name);
  const set = (key: string, value: Json | undefined): void => {
    const commands = setField(object, id, key, value, props.isNew, (each) => inLocale(each as Text | undefined, locale));
    workspace.run({ key: "setField", values: { name } }, commands, `field ${object.name} ${id} ${key}`);
  };
  const setConfig = (key: string, value: Json | undefined): void => {
    workspace.run(
      { key: "setField", values: { name } },
      { do: "set", document: `object/${object.name}`, path: ["fields", id, "config", key], value },
      `field ${object.name} ${id} config ${key}`,
    );
  };
  return (
    <>
      <div className="flex h-13 items-center gap-2 border-b border-line px-4">
        <Icon name={type?.icon ?? "circle-help"} className="text-muted" />
        <h2 className="ellipsis font-semibold">{name}</h2>
        <span className="text-sm text-muted">{text(type?.label, field.type)}</span>
      </div>
      <PanelSection title={t("general")}>
        <TextSetting label={t("label")} value={field.label} onChange={(value) => set("label", (value ?? "") as Json)} />
        <TextField
          labelAt="start"
          size="sm"
          label={t("name")}
          value={field.name}
          isMono
          isReadOnly={!props.isNew}
          help={props.isNew ? t("nameHelp") : undefined}
          onChange={(value) => set("name", value)}
        />
        {props.isNew ? null : <ChangeField object={object} id={id} isDerived={type?.derived !== undefined} />}
        <TextSetting label={t("help")} value={field.help} onChange={(value) => set("help", value as Json | undefined)} long />
      </PanelSection>
      {settings.length === 0 ? null : (
        <PanelSection title={t("settings")}>
          <SettingLines settings={settings} values={(isObject(field.config) ? field.config : {}) as JsonObject} onChange={setConfig} />
        </PanelSection>
      )}
      {shown === undefined ? null : <Showing field={shown} set={set} />}
      <PanelSection title={t("values")}>
        {(["required", "unique", "indexed"] as const).map((flag) => (
          <Switch
            key={flag}
            isSelected={field[flag] === true || (flag === "indexed" && type?.alwaysIndexed === true)}
            isDisabled={flag === "indexed" && type?.alwaysIndexed === true}
            onChange={(on) => set(flag, on ? true : undefined)}
          >
            {t(flag)}
          </Switch>
        ))}
        {type?.refersTo === undefined ? null : (
          <Select
            labelAt="start"
            size="sm"
            label={t("onDelete")}
            items={(["restrict", "cascade", "clear"] as const).map((each) => ({ id: each, label: t(each) }))}
            value={field.onDelete ?? "restrict"}
            onChange={(value) => set("onDelete", value)}
          />
        )}
      </PanelSection>
      <PanelSection title={t("rules")}>
        <DraftScope>
          {rules.map((rule) => (
            <ConditionSetting
              key={rule}
              label={t(rule)}
              object={object.name}
              value={field[rule]}
              onChange={(value) => set(rule, value)}
              isValue={rule === "default"}
            />
          ))}
        </DraftScope>
        <LogicText
          label={t("offeredBy")}
          value={field.offeredBy as unknown as Json | undefined}
          onChange={(value) => set("offeredBy", value)}
        />
      </PanelSection>
      <PanelSection title={t("usedBy")}>
        <FieldUsers object={object.name} field={field.name} />
      </PanelSection>
      <div className="p-4">
        <Button variant="danger" icon="trash-2" onPress={props.onDelete}>
          {t("deleteField")}
        </Button>
      </div>
    </>
  );
}
