"use client";
import { useTranslations } from "use-intl";
import type { Json, Logic, ObjectDocument, RoleDocument, Text } from "#metadata";
import { useText } from "../../../i18n/index.ts";
import { listedOptions, shownObject } from "../../../render/object.ts";
import { asTone, Chip } from "../../../ui/chip.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { Select } from "../../../ui/select.tsx";
import { TagPicker } from "../../../ui/tag-picker.tsx";
import { type JsonObject, isObject, ofKind } from "../../documents.ts";
import { ConditionSetting } from "../../panel/condition-setting.tsx";
import { DraftScope } from "../../panel/draft-scope.tsx";
import { TextSetting } from "../../panel/text-setting.tsx";
import { useStudio, useWorkspace } from "../../studio-context.tsx";
import { StateGraph } from "./state-graph.tsx";
import { Things } from "./things.tsx";

const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** Which values of a field of choices may follow which, and for whom. */
export function StatesRoom({ object }: { readonly object: ObjectDocument }) {
  const t = useTranslations("studio.states");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const key = `object/${object.name}` as const;
  const roles = ofKind<RoleDocument>(documents, "role").map(({ name, label }) => ({ id: name, label: text(label, name) }));
  const shown = shownObject(object);
  // one of a list of choices
  const choices = shown.fields.filter((field) => field.fieldType.type(field.settings) === "text" && listedOptions(field).length > 0);
  const fieldItems = choices.map((field) => ({ id: field.name, label: text(field.label, field.name) }));
  const { states } = object;
  const told = { key: "setObject", values: { name: text(object.label, object.name) } } as const;
  const set = (path: readonly string[], value: Json | undefined) =>
    void workspace.run(told, { do: "set", document: key, path, value }, `object ${object.name} ${path.join(" ")}`);
  const begin = (name: string) => {
    const options = listedOptions(choices.find((field) => field.name === name)!);
    const first = options[0]?.id;
    set(["states"], { field: name, ...(first === undefined ? {} : { initial: [first] }), transitions: {} });
  };
  if (states === undefined)
    return (
      <div className="p-4">
        <EmptyState title={t("none")}>{t(choices.length === 0 ? "noChoices" : "noneHelp")}</EmptyState>
        {choices.length === 0 ? null : (
          <div className="max-w-80 px-4">
            <Select label={t("field")} items={fieldItems} value={null} onChange={begin} placeholder={t("choose")} />
          </div>
        )}
      </div>
    );
  const field = shown.byName.get(states.field);
  const options = field === undefined ? [] : listedOptions(field);
  const items = options.map((option) => ({ id: option.id, label: text(option.label, option.id) }));
  const chip = (id: string) => {
    const option = options.find((each) => each.id === id);
    return (
      <Chip key={id} tone={asTone(option?.tone)} dot>
        {text(option?.label, id)}
      </Chip>
    );
  };
  return (
    <DraftScope>
      <section className="border-b border-line p-4">
        <div className="grid max-w-180 grid-cols-1 items-start gap-3 sm:grid-cols-2">
          <Select
            label={t("field")}
            size="sm"
            items={fieldItems}
            value={states.field}
            onChange={(name) => name !== states.field && begin(name)}
          />
          <TagPicker
            label={t("initial")}
            size="sm"
            items={items}
            value={states.initial ?? []}
            placeholder={t("any")}
            onChange={(ids) => set(["states", "initial"], ids.length === 0 ? undefined : ids)}
          />
        </div>
        <StateGraph
          states={options.map((option) => ({ id: option.id, label: text(option.label, option.id), tone: asTone(option.tone) }))}
          initial={states.initial}
          transitions={Object.entries(states.transitions).map(([id, each]) => ({ id, from: each.from, to: each.to }))}
        />
      </section>
      <Things
        object={object}
        path={["states", "transitions"]}
        title={t("transitions")}
        help={t("transitionsHelp")}
        empty={t("noTransitions")}
        addLabel={t("addTransition")}
        fresh={() => {
          const [first, second] = options;
          return second === undefined ? undefined : { from: [first!.id], to: second.id };
        }}
        say={(item) => (
          <>
            {item["label"] === undefined ? null : <span className="font-medium">{text(item["label"] as Text)}</span>}
            {item["from"] === undefined ? <span className="text-muted">{t("any")}</span> : texts(item["from"]).map(chip)}
            <Icon name="arrow-right" size={14} className="text-muted" />
            {chip(String(item["to"]))}
            {isObject(item["roles"]) ? (
              <span className="text-sm text-muted">
                {Object.keys(item["roles"])
                  .map((name) => roles.find(({ id }) => id === name)?.label ?? name)
                  .join(" · ")}
              </span>
            ) : null}
            {item["when"] === undefined ? null : <Icon name="list-checks" size={14} className="text-muted" />}
          </>
        )}
        settings={(item: JsonObject, change) => (
          <>
            <TextSetting
              label={t("label")}
              value={item["label"] as Text | undefined}
              onChange={(value) => change(["label"], value as Json | undefined)}
            />
            <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
              <TagPicker
                label={t("from")}
                size="sm"
                items={items}
                value={texts(item["from"])}
                placeholder={t("any")}
                onChange={(ids) => change(["from"], ids.length === 0 ? undefined : ids)}
              />
              <Select label={t("to")} size="sm" items={items} value={String(item["to"])} onChange={(to) => change(["to"], to)} />
            </div>
            <TagPicker
              label={t("roles")}
              size="sm"
              items={roles}
              value={Object.keys(isObject(item["roles"]) ? item["roles"] : {})}
              placeholder={t("everybody")}
              onChange={(ids) => change(["roles"], ids.length === 0 ? undefined : Object.fromEntries(ids.map((id) => [id, true])))}
            />
            <ConditionSetting
              label={t("when")}
              object={object.name}
              value={item["when"] as Logic | undefined}
              onChange={(when) => change(["when"], when)}
            />
          </>
        )}
      />
      <div className="p-4">
        <Button variant="danger" icon="trash-2" onPress={() => set(["states"], undefined)}>
          {t("remove")}
        </Button>
      </div>
    </DraftScope>
  );
}
