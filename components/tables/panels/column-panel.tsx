"use client";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type ColumnType, type Json, type ObjectDocument, type TableDocument, type Text, columnTypes, inLocale } from "#metadata";
import { ofKind } from "../../designer/documents.ts";
import { ItemsSetting } from "../../designer/panel/items-setting.tsx";
import { PanelSection } from "../../designer/panel/panel-section.tsx";
import { TextSetting } from "../../designer/panel/text-setting.tsx";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { listedOptions, shownObject } from "../../render/object.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { columnIcons } from "../column.ts";
import { withHeld } from "./codes.ts";
import { columnAt, retypeColumn, setColumn, type Side } from "./column-commands.ts";
import { ColumnUsers } from "./column-users.tsx";

/** The settings of one column. */
export function ColumnPanel(props: {
  readonly table: TableDocument;
  readonly side: Side;
  readonly id: string;
  /** nobody relies on its API name yet */
  readonly isNew: boolean;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}) {
  const { table, side, id, isNew } = props;
  const t = useTranslations("studio.columns");
  const to = useTranslations("studio.object");
  const c = useTranslations("common");
  const text = useText();
  const locale = useLocale();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const [losing, setLosing] = useState<ReturnType<typeof retypeColumn>>();
  const column = columnAt(table, side, id);
  if (column === undefined) return null;
  const name = text(column.label, column.name);
  const told = { key: "setColumn", values: { name } } as const;
  const set = (key: string, value: Json | undefined): void => {
    const commands = setColumn(table, side, id, key, value, isNew, (label) => inLocale(label as Text | undefined, locale));
    workspace.run(told, commands, `column ${table.name} ${side} ${id} ${key}`);
  };
  const retype = (change: { readonly type?: ColumnType; readonly list?: boolean }): void => {
    const done = retypeColumn(table, documents, side, id, change, locale, locale.startsWith("zh") ? "CNY" : "USD");
    if (done.lost > 0) setLosing(done);
    else workspace.run(told, done.commands);
  };
  const isTaken = Object.entries(table[side]).some(([other, each]) => other !== id && each.name === column.name);
  const isList = "list" in column && column.list === true;
  return (
    <>
      <div className="flex h-12 items-center gap-2 border-b border-line pr-2 pl-4">
        <Icon name={columnIcons[column.type]} className="text-muted" />
        <h2 className="ellipsis font-semibold">{name}</h2>
        <span className="flex-1 text-sm text-muted">{t(side === "inputs" ? "input" : "output")}</span>
        <IconButton icon="x" size="sm" label={c("close")} onPress={props.onClose} />
      </div>
      <PanelSection title={to("general")}>
        <TextSetting label={t("label")} value={column.label} onChange={(value) => set("label", (value ?? "") as Json)} />
        <TextField
          labelAt="start"
          size="sm"
          label={t("name")}
          value={column.name}
          isMono
          isReadOnly={!isNew}
          help={t(isNew ? "nameHelp" : "nameFixed")}
          error={isTaken ? t("nameTaken") : /^[a-z][a-z0-9_]{0,62}$/.test(column.name) ? undefined : t("nameWrong")}
          onChange={(value) => set("name", value)}
        />
        <Select
          labelAt="start"
          size="sm"
          label={t("typeLabel")}
          items={columnTypes.map((type) => ({ id: type, label: t(`type.${type}`), icon: columnIcons[type] }))}
          value={column.type}
          onChange={(type) => type !== column.type && retype({ type: type as ColumnType })}
        />
        {side === "outputs" ? (
          <Switch isSelected={isList} onChange={(list) => retype({ list })}>
            {t("list")}
          </Switch>
        ) : null}
      </PanelSection>
      {column.type === "enum" || column.type === "set" ? <Options table={table} side={side} id={id} /> : null}
      {side === "inputs" ? (
        <PanelSection title={t("privacy")}>
          <Switch isSelected={"personal" in column && column.personal === true} onChange={(on) => set("personal", on ? true : undefined)}>
            {t("personalMark")}
          </Switch>
          <p className="text-sm text-muted">{t("personalHelp")}</p>
        </PanelSection>
      ) : null}
      <PanelSection title={t("usedBy")}>
        <ColumnUsers table={table} side={side} id={id} none={t("notUsed")} />
      </PanelSection>
      <div className="p-4">
        <Button variant="danger" icon="trash-2" onPress={props.onDelete}>
          {t("deleteIt")}
        </Button>
      </div>
      {losing === undefined ? null : (
        <ConfirmDialog
          onClose={() => setLosing(undefined)}
          title={t("retypeTitle", { name })}
          deed={t("retypeDo")}
          onConfirm={() => {
            workspace.run(told, losing.commands);
            setLosing(undefined);
          }}
        >
          {t(side === "inputs" ? "retypeCells" : "retypeOutputs", { count: losing.lost })}
        </ConfirmDialog>
      )}
    </>
  );
}

/** Options of its own, or those of a select field. */
function Options({ table, side, id }: { readonly table: TableDocument; readonly side: Side; readonly id: string }) {
  const t = useTranslations("studio.columns");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const column = columnAt(table, side, id);
  if (column === undefined) return null;
  const fields = ofKind<ObjectDocument>(documents, "object").flatMap((object) =>
    shownObject(object)
      .fields.filter((field) => listedOptions(field).length > 0)
      .map((field) => ({
        id: `${object.name}.${field.name}`,
        label: `${text(object.label, object.name)} › ${text(field.label, field.name)}`,
        options: listedOptions(field),
      })),
  );
  const told = { key: "setColumn", values: { name: text(column.label, column.name) } } as const;
  const { options: own, optionsOf, ...plain } = column;
  const put = (next: object, together?: string): void =>
    void workspace.run(
      told,
      { do: "set", document: `table/${table.name}`, path: [side, id], value: { ...plain, ...next } as unknown as Json },
      together,
    );
  const source = fields.find((field) => field.id === optionsOf);
  const from = optionsOf !== undefined ? "field" : own !== undefined || column.type === "enum" ? "own" : "none";
  const items = withHeld(fields, [optionsOf]);
  return (
    <PanelSection title={t("options")}>
      <SegmentedControl
        label={t("optionsFrom")}
        size="sm"
        className="self-start"
        items={[
          ...(column.type === "set" ? [{ id: "none", label: t("optionsFree") }] : []),
          { id: "own", label: t("optionsOwn") },
          { id: "field", label: t("optionsField") },
        ]}
        value={from}
        onChange={(next) => {
          if (next === from) return;
          if (next === "none") put({});
          else if (next === "field") put(fields[0] === undefined ? { options: own ?? {} } : { optionsOf: fields[0].id });
          else {
            // those of the field stay, as its own
            const copied = Object.fromEntries(
              (source?.options ?? []).map((option, at) => [option.id, { label: option.label, order: `a${String(at).padStart(3, "0")}` }]),
            );
            put({
              options: Object.keys(copied).length > 0 ? copied : { option_1: { label: { en: "Option 1", zh: "选项 1" }, order: "a0" } },
            });
          }
        }}
      />
      {from === "own" ? (
        <ItemsSetting
          label={t("optionsOrder")}
          of={[{ key: "label", label: t("label"), required: true, control: { is: "label", long: false } }]}
          value={own as unknown as Json | undefined}
          onChange={(value) => put({ options: value }, `column ${table.name} ${side} ${id} options`)}
        />
      ) : from === "field" ? (
        <>
          <ComboBox
            labelAt="start"
            size="sm"
            label={t("optionsOf")}
            items={items}
            value={optionsOf ?? null}
            onChange={(field) => field !== null && field !== optionsOf && put({ optionsOf: field })}
            empty={t("noField")}
          />
          <p className="text-sm text-muted">{(source?.options ?? []).map((option) => text(option.label, option.id)).join(" · ")}</p>
        </>
      ) : null}
      {from === "own" && fields.length === 0 ? <p className="text-sm text-muted">{t("noField")}</p> : null}
    </PanelSection>
  );
}
