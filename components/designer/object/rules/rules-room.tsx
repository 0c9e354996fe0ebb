"use client";
import { useTranslations } from "use-intl";
import type { Json, Logic, ObjectDocument, Text } from "#metadata";
import { useText } from "../../../i18n/index.ts";
import { Chip } from "../../../ui/chip.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Select } from "../../../ui/select.tsx";
import { TagPicker } from "../../../ui/tag-picker.tsx";
import { type JsonObject, isObject } from "../../documents.ts";
import { ConditionSetting } from "../../panel/condition-setting.tsx";
import { DraftScope } from "../../panel/draft-scope.tsx";
import { TextSetting } from "../../panel/text-setting.tsx";
import { ConditionWords } from "./condition-words.tsx";
import { Things } from "./things.tsx";

const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** What must hold of an object's records: rules over their values, values that stand together once, records that are taken for one. */
export function RulesRoom({ object }: { readonly object: ObjectDocument }) {
  const t = useTranslations("studio.rules");
  const text = useText();
  const fields = Object.values(object.fields).map(({ name, label }) => ({ id: name, label: text(label, name) }));
  const labelOf = (name: string): string => fields.find(({ id }) => id === name)?.label ?? name;
  const names = (list: readonly string[]) =>
    list.map((name) => (
      <Chip key={name} outlined>
        {labelOf(name)}
      </Chip>
    ));
  return (
    <DraftScope>
      <Things
        object={object}
        path={["validations"]}
        title={t("validations")}
        help={t("validationsHelp")}
        empty={t("noValidations")}
        addLabel={t("addValidation")}
        fresh={() => ({ rule: true, message: { en: "This does not fit together", zh: "这些值不相符" } })}
        say={(item) => (
          <>
            <span className="font-medium">{text(item["message"] as Text | undefined)}</span>
            <span className="text-sm text-muted">
              <ConditionWords object={object.name} logic={item["rule"] === true ? undefined : (item["rule"] as Logic)} none={t("always")} />
            </span>
          </>
        )}
        settings={(item, set) => (
          <>
            <ConditionSetting
              label={t("mustHold")}
              object={object.name}
              value={item["rule"] === true ? undefined : (item["rule"] as Logic)}
              onChange={(rule) => set(["rule"], rule ?? true)}
            />
            <TextSetting
              label={t("message")}
              value={item["message"] as Text | undefined}
              onChange={(value) => set(["message"], (value ?? "") as Json)}
            />
            <Select
              labelAt="start"
              size="sm"
              label={t("standsAt")}
              items={[{ id: "", label: t("wholeRecord") }, ...fields]}
              value={typeof item["field"] === "string" ? item["field"] : ""}
              onChange={(value) => set(["field"], value === "" ? undefined : value)}
            />
          </>
        )}
      />
      <Things
        object={object}
        path={["uniques"]}
        title={t("uniques")}
        help={t("uniquesHelp")}
        empty={t("noUniques")}
        addLabel={t("addUnique")}
        fresh={() => {
          const first = fields.slice(0, 2).map(({ id }) => id);
          return first.length < 2 ? undefined : { fields: first };
        }}
        say={(item) => names(texts(item["fields"]))}
        settings={(item, set) => (
          <>
            <TagPicker
              label={t("uniqueFields")}
              help={t("uniqueFieldsHelp")}
              size="sm"
              items={fields}
              value={texts(item["fields"])}
              // two to five: what would leave that is not taken
              onChange={(ids) => {
                if (ids.length >= 2 && ids.length <= 5) set(["fields"], ids);
              }}
            />
            <TextSetting
              label={t("message")}
              value={item["message"] as Text | undefined}
              onChange={(value) => set(["message"], value as Json | undefined)}
            />
          </>
        )}
      />
      <Things
        object={object}
        path={["duplicates"]}
        title={t("duplicates")}
        help={t("duplicatesHelp")}
        empty={t("noDuplicates")}
        addLabel={t("addDuplicate")}
        fresh={() => {
          const field = object.titleField ?? fields[0]?.id;
          return field === undefined ? undefined : { match: { [field]: "normalised" }, act: "ask" };
        }}
        say={(item) => (
          <>
            {names(Object.keys(isObject(item["match"]) ? item["match"] : {}))}
            <span className="text-sm text-muted">{t(item["act"] === "refuse" ? "refuse" : "ask")}</span>
          </>
        )}
        settings={(item, set) => <DuplicateSettings object={object} item={item} set={set} fields={fields} />}
      />
    </DraftScope>
  );
}

function DuplicateSettings(props: {
  readonly object: ObjectDocument;
  readonly item: JsonObject;
  readonly set: (path: readonly string[], value: Json | undefined) => void;
  readonly fields: readonly { readonly id: string; readonly label: string }[];
}) {
  const { item, set, fields } = props;
  const t = useTranslations("studio.rules");
  const match = (isObject(item["match"]) ? item["match"] : {}) as JsonObject;
  return (
    <>
      <TagPicker
        label={t("matchFields")}
        size="sm"
        items={fields}
        value={Object.keys(match)}
        onChange={(ids) => {
          if (ids.length > 0) set(["match"], Object.fromEntries(ids.map((id) => [id, match[id] ?? "normalised"])));
        }}
      />
      {Object.entries(match).map(([name, how]) => {
        const label = fields.find(({ id }) => id === name)?.label ?? name;
        return (
          <div key={name} className="flex flex-wrap items-center gap-2">
            <span className="min-w-28 text-sm text-muted">{label}</span>
            <SegmentedControl
              label={t("compared", { field: label })}
              size="sm"
              items={[
                { id: "normalised", label: t("normalised") },
                { id: "exact", label: t("exact") },
              ]}
              value={how === "exact" ? "exact" : "normalised"}
              onChange={(next) => set(["match"], { ...match, [name]: next })}
            />
          </div>
        );
      })}
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-28 text-sm text-muted">{t("act")}</span>
        <SegmentedControl
          label={t("act")}
          size="sm"
          items={[
            { id: "ask", label: t("ask") },
            { id: "refuse", label: t("refuse") },
          ]}
          value={item["act"] === "refuse" ? "refuse" : "ask"}
          onChange={(next) => set(["act"], next)}
        />
      </div>
      <ConditionSetting
        label={t("onlyWhen")}
        object={props.object.name}
        value={item["when"] as Logic | undefined}
        onChange={(when) => set(["when"], when)}
      />
      <TextSetting
        label={t("message")}
        value={item["message"] as Text | undefined}
        onChange={(value) => set(["message"], value as Json | undefined)}
      />
    </>
  );
}
