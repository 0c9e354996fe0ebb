"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Component, Json } from "#metadata";
import { components } from "#components/definitions";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type JsonObject, sameJson } from "../documents.ts";
import { ConditionSetting } from "../panel/condition-setting.tsx";
import { DraftScope } from "../panel/draft-scope.tsx";
import { PanelSection } from "../panel/panel-section.tsx";
import { SettingLines } from "../panel/setting-lines.tsx";
import { TextSetting } from "../panel/text-setting.tsx";
import { settingsOf } from "../schema-panel.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { type Designed, useDesign } from "./design-context.tsx";

/** The properties of the selected node, drawn from its component's own props schema; of the whole document when nothing is selected. */
export function NodePanel({ published }: { readonly published: Designed | undefined }) {
  const t = useTranslations("studio.form");
  const ts = useTranslations("studio");
  const text = useText();
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft.number);
  const design = useDesign();
  const { document, selected } = design;
  const key = `${document.kind}/${document.name}` as const;
  const node = selected === undefined ? undefined : document.nodes[selected];
  const component: Component | undefined = node && components.get(node.component);
  const settings = useMemo(() => (component === undefined ? [] : settingsOf(component.props)), [component]);
  const name = selected === undefined ? text(document.label, document.name) : design.nameOf(selected);
  const set = (path: readonly string[], value: Json | undefined): void => {
    workspace.run({ key: "setNode", values: { name } }, { do: "set", document: key, path, value }, `${key} ${path.join("/")}`);
  };
  if (selected === undefined || node === undefined) {
    return (
      <>
        <div className="flex h-12 items-center gap-2 border-b border-line px-4">
          <Icon name="layout-panel-left" className="text-muted" />
          <h2 className="font-semibold">{t("formSettings")}</h2>
        </div>
        <PanelSection title={ts("object.general")}>
          <TextSetting label={ts("object.label")} value={document.label} onChange={(value) => set(["label"], (value ?? "") as Json)} />
          <TextSetting
            label={ts("object.help")}
            value={document.description}
            onChange={(value) => set(["description"], value as Json | undefined)}
            long
          />
        </PanelSection>
        <p className="px-4 py-3 text-muted">{t("nothing")}</p>
      </>
    );
  }
  const before = published?.nodes[selected];
  const changed = !sameJson(node as unknown as Json, before as unknown as Json | undefined);
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line px-4">
        <Icon name={component?.icon ?? "circle-help"} className="text-muted" />
        <h2 className="ellipsis font-semibold">{name}</h2>
      </div>
      <PanelSection title={ts("panel.properties")}>
        <SettingLines
          settings={settings}
          values={(node.props ?? {}) as JsonObject}
          onChange={(property, value) => set(["nodes", selected, "props", property], value)}
        />
      </PanelSection>
      <PanelSection title={t("rules")}>
        <DraftScope>
          {(["visible", "required", "readOnly"] as const)
            .filter((rule) => rule === "visible" || component?.bound === true)
            .map((rule) => (
              <ConditionSetting
                key={`${selected} ${rule}`}
                label={t(rule)}
                object={document.object ?? ""}
                value={node[rule]}
                onChange={(value) => set(["nodes", selected, rule], value)}
              />
            ))}
        </DraftScope>
      </PanelSection>
      <span className="flex-1" />
      <div className="flex h-8 flex-none items-center gap-2 border-t border-line px-4 text-sm text-muted">
        {changed ? <span className="size-1.5 flex-none rounded-full bg-accent" /> : null}
        {changed ? ts("setHere", { number: draft }) : ts("asPublished")}
        <span className="flex-1" />
        {changed && before !== undefined ? (
          <Button
            size="sm"
            variant="ghost"
            onPress={() =>
              workspace.run(
                { key: "resetNode", values: { name } },
                { do: "set", document: key, path: ["nodes", selected], value: before as unknown as Json },
              )
            }
          >
            {t("reset")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
