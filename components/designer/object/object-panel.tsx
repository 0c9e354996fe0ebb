"use client";
import { useTranslations } from "use-intl";
import type { Json, ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { ChangeObject } from "../change/change-object.tsx";
import { RemovedList } from "../change/removed-list.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { PanelSection } from "../panel/panel-section.tsx";
import { TextSetting } from "../panel/text-setting.tsx";
import { useStudio } from "../studio-context.tsx";

/** What is said about an object as a whole. */
export function ObjectPanel({ object, isNew }: { readonly object: ObjectDocument; readonly isNew: boolean }) {
  const t = useTranslations("studio.object");
  const text = useText();
  const { workspace, place } = useStudio();
  const key = `object/${object.name}` as const;
  const name = text(object.label, object.name);
  const set = (property: string, value: Json | undefined): void => {
    workspace.run(
      { key: "setObject", values: { name } },
      { do: "set", document: key, path: [property], value },
      `object ${object.name} ${property}`,
    );
  };
  return (
    <>
      <div className="flex h-13 items-center gap-2 border-b border-line px-4">
        <h2 className="ellipsis font-semibold">{name}</h2>
      </div>
      <PanelSection title={t("general")}>
        <TextSetting label={t("label")} value={object.label} onChange={(value) => set("label", (value ?? "") as Json)} />
        <TextField labelAt="start" size="sm" label={t("name")} value={object.name} isMono isReadOnly />
        {isNew ? null : <ChangeObject object={object} />}
        <TextSetting
          label={t("help")}
          value={object.description}
          onChange={(value) => set("description", value as Json | undefined)}
          long
        />
        <Select
          labelAt="start"
          size="sm"
          label={t("titleField")}
          help={t("titleFieldHelp")}
          items={[
            { id: "", label: t("none") },
            ...Object.values(object.fields).map((field) => ({ id: field.name, label: text(field.label, field.name) })),
          ]}
          value={object.titleField ?? ""}
          onChange={(value) => set("titleField", value === "" ? undefined : value)}
        />
      </PanelSection>
      <p className="px-4 py-3 text-muted">{t("select")}</p>
      <RemovedList object={object.id} />
      {isNew ? (
        <div className="px-4">
          <Button
            variant="danger"
            icon="trash-2"
            onPress={() => {
              workspace.run({ key: "removeObject", values: { name } }, { do: "remove", document: key, path: [] });
              place.go("/studio/objects");
            }}
          >
            {t("deleteObject")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
