"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type Given, type Json, type TableDocument, hitPolicies } from "#metadata";
import { PanelSection } from "../../designer/panel/panel-section.tsx";
import { TextSetting } from "../../designer/panel/text-setting.tsx";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Select } from "../../ui/select.tsx";
import { columnsOf } from "../column.ts";
import { currencyItems, withHeld, zoneItems } from "./codes.ts";
import { GivenInput } from "./given-input.tsx";

/** What holds of the whole table: its name, how rows that hit make an answer, zone and currency, the answer when none hits. */
export function TablePanel({ table }: { readonly table: TableDocument }) {
  const t = useTranslations("studio.columns");
  const tt = useTranslations("studio.table");
  const to = useTranslations("studio.object");
  const text = useText();
  const locale = useLocale();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const outputs = useMemo(() => columnsOf(table, documents).filter(({ side }) => side === "output"), [table, documents]);
  const set = (path: readonly string[], value: Json | undefined): void =>
    void workspace.run(
      { key: "setTable", values: { table: text(table.label, table.name) } },
      // who says what happens to more rows says so of U alone
      [
        { do: "set", document: `table/${table.name}`, path, value },
        ...(path[0] === "hit" && value !== "U" && table.onMultiple !== undefined
          ? [{ do: "set" as const, document: `table/${table.name}` as const, path: ["onMultiple"], value: undefined }]
          : []),
      ],
      `table ${table.name} ${path.join(" ")}`,
    );
  const setDefault = (id: string, value: Given | undefined): void => {
    const { [id]: _old, ...rest } = table.default ?? {};
    const next = value === undefined ? rest : { ...rest, [id]: value };
    set(["default"], Object.keys(next).length === 0 ? undefined : (next as unknown as Json));
  };
  return (
    <>
      <div className="flex h-12 items-center gap-2 border-b border-line px-4">
        <Icon name="table-2" className="text-muted" />
        <h2 className="ellipsis font-semibold">{t("wholeTable")}</h2>
      </div>
      <PanelSection title={to("general")}>
        <TextSetting label={t("label")} value={table.label} onChange={(value) => set(["label"], (value ?? "") as Json)} />
        <TextSetting
          label={t("about_")}
          value={table.description}
          onChange={(value) => set(["description"], value as Json | undefined)}
          long
        />
      </PanelSection>
      <PanelSection title={t("answer")}>
        <Select
          labelAt="start"
          size="sm"
          label={tt("hit")}
          items={hitPolicies.map((id) => ({ id, label: tt(`hits.${id}`) }))}
          value={table.hit}
          onChange={(hit) => set(["hit"], hit)}
          help={table.routing !== undefined ? t("hitOfRouting") : undefined}
        />
        {table.hit === "U" ? (
          <Select
            labelAt="start"
            size="sm"
            label={t("onMultiple")}
            items={[
              { id: "error", label: t("onMultipleError") },
              { id: "first", label: t("onMultipleFirst") },
            ]}
            value={table.onMultiple ?? "error"}
            onChange={(value) => set(["onMultiple"], value === "error" ? undefined : value)}
          />
        ) : null}
      </PanelSection>
      <PanelSection title={t("units")}>
        <ComboBox
          labelAt="start"
          size="sm"
          label={t("currency")}
          items={withHeld(currencyItems(locale), [table.currency])}
          value={table.currency ?? null}
          onChange={(value) => value !== null && value !== table.currency && set(["currency"], value)}
          empty={t("noCode")}
        />
        <ComboBox
          labelAt="start"
          size="sm"
          label={t("timezone")}
          help={t("timezoneHelp")}
          items={withHeld(zoneItems(), [table.timezone])}
          value={table.timezone ?? "UTC"}
          onChange={(value) => value !== null && value !== (table.timezone ?? "UTC") && set(["timezone"], value)}
          empty={t("noCode")}
        />
      </PanelSection>
      <PanelSection title={t("default")}>
        <p className="text-sm text-muted">{t("defaultHelp")}</p>
        {outputs.map((column) => (
          <GivenInput
            key={column.id}
            label={text(column.label, column.name)}
            column={column}
            value={table.default?.[column.id]}
            onChange={(value) => setDefault(column.id, value)}
          />
        ))}
      </PanelSection>
    </>
  );
}
