"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AppDocument, Grant, Json, Logic, ObjectDocument, RoleDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { DocumentCode } from "../document-code.tsx";
import { ofKind } from "../documents.ts";
import { ConditionSetting } from "../panel/condition-setting.tsx";
import { DraftScope } from "../panel/draft-scope.tsx";
import { PanelSection } from "../panel/panel-section.tsx";
import { TextSetting } from "../panel/text-setting.tsx";
import { NotInDraft } from "../not-in-draft.tsx";
import { NotSaved } from "../not-saved.tsx";
import { useDocument, useStudio, useWorkspace } from "../studio-context.tsx";
import { FieldRights } from "./field-rights.tsx";
import { setVerb, verbs } from "./grants.ts";

/** A role: what it may do with the records of each object, and with which of them. */
export function RoleRoom({ name }: { readonly name: string }) {
  const role = useDocument("role", name);
  if (role === undefined) return <NotInDraft name={name} />;
  return (
    <DraftScope>
      <Matrix role={role} />
    </DraftScope>
  );
}

const capabilities = ["design", "operate", "administer", "allRecords"] as const;
const columns = "grid-cols-[minmax(140px,1fr)_repeat(6,72px)_96px]";

function Matrix({ role }: { readonly role: RoleDocument }) {
  const t = useTranslations("studio.role");
  const ts = useTranslations("studio");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const [mode, setMode] = useState("design");
  const [chosen, setChosen] = useState<string>();
  const objects = ofKind<ObjectDocument>(documents, "object").toSorted((a, b) => (text(a.label) < text(b.label) ? -1 : 1));
  const object = objects.find((each) => each.name === chosen);
  const key = `role/${role.name}` as const;
  const told = { key: "setRole", values: { name: text(role.label, role.name) } } as const;
  const set = (path: readonly string[], value: Json | undefined) =>
    void workspace.run(told, { do: "set", document: key, path, value }, `role ${role.name} ${path.join(" ")}`);
  const setGrant = (of: string, grant: Grant) =>
    set(["objects", of], Object.keys(grant).length === 0 ? undefined : (grant as unknown as Json));
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_var(--panel)]">
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="flex h-13 flex-none items-center gap-2 border-b border-line px-4">
          <Icon name="shield" className="text-muted" />
          <button type="button" className="rounded-sm" onClick={() => setChosen(undefined)}>
            <h1 className="text-lg font-semibold">{text(role.label, role.name)}</h1>
          </button>
          <span className="font-mono text-sm text-faint">{role.name}</span>
          <span className="flex-1" />
          <SegmentedControl
            label={ts("form.mode")}
            size="sm"
            value={mode}
            onChange={setMode}
            items={[
              { id: "design", label: t("rights") },
              { id: "code", label: ts("form.code"), icon: "code" },
            ]}
          />
        </div>
        <NotSaved kind="role" name={role.name} className="m-3" />
        {mode === "code" ? (
          <div className="min-h-0 flex-1">
            <DocumentCode document={role} kind="role" />
          </div>
        ) : (
          <div className="min-h-0 flex-1 overflow-auto">
            {role.capabilities?.allRecords === true ? (
              <Banner tone="info" title={t("everything")} className="m-3">
                {t("everythingHelp")}
              </Banner>
            ) : null}
            <div role="table" aria-label={t("rights")} className="min-w-max">
              <div
                role="row"
                className={cx(
                  "sticky top-0 z-10 grid h-8 items-center border-b border-line bg-surface-sunken text-sm font-medium text-muted",
                  columns,
                )}
              >
                <span role="columnheader" className="px-4">
                  {t("object")}
                </span>
                {verbs.map((verb) => (
                  <span key={verb} role="columnheader" className="text-center">
                    {t(`verb.${verb}`)}
                  </span>
                ))}
                <span role="columnheader" className="px-2">
                  {t("rows")}
                </span>
              </div>
              {objects.map((each) => {
                const grant = role.objects?.[each.name] ?? {};
                const label = text(each.label, each.name);
                const on = chosen === each.name;
                const narrowed = Object.keys(grant.hidden ?? {}).length > 0 || grant.writable !== undefined;
                return (
                  <div
                    key={each.name}
                    role="row"
                    className={cx(
                      "grid min-h-9 items-center border-b border-line",
                      columns,
                      on ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-surface-hover",
                    )}
                  >
                    <span role="rowheader" className="min-w-0">
                      <button
                        type="button"
                        aria-pressed={on}
                        onClick={() => setChosen(on ? undefined : each.name)}
                        className="flex h-9 w-full min-w-0 items-center gap-2 px-4 text-left font-medium outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
                      >
                        <Icon name={each.icon ?? "box"} className="flex-none text-muted" />
                        <span className="ellipsis">{label}</span>
                      </button>
                    </span>
                    {verbs.map((verb) => (
                      <span key={verb} role="cell" className="grid place-items-center">
                        <Checkbox
                          aria-label={t("may", { verb: t(`verb.${verb}`), object: label })}
                          isSelected={grant[verb] === true}
                          onChange={(is) => setGrant(each.name, setVerb(grant, verb, is))}
                        />
                      </span>
                    ))}
                    <span role="cell" className="px-2 text-sm text-muted">
                      {grant.read !== true ? "–" : t(grant.rows === undefined ? (narrowed ? "someFields" : "allRows") : "someRows")}
                    </span>
                  </div>
                );
              })}
            </div>
          </div>
        )}
      </div>
      <aside aria-label={ts("panel.properties")} className="min-h-0 overflow-auto border-l border-line bg-surface">
        {object === undefined ? (
          <RolePanel role={role} set={set} />
        ) : (
          <GrantPanel
            key={object.name}
            object={object}
            grant={role.objects?.[object.name] ?? {}}
            setGrant={(grant) => setGrant(object.name, grant)}
          />
        )}
      </aside>
    </div>
  );
}

/** What is said of the role as a whole: its place among roles, its apps, what it may do beyond records. */
function RolePanel({
  role,
  set,
}: {
  readonly role: RoleDocument;
  readonly set: (path: readonly string[], value: Json | undefined) => void;
}) {
  const t = useTranslations("studio.role");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const roles = ofKind<RoleDocument>(documents, "role");
  const apps = ofKind<AppDocument>(documents, "app");
  // nobody stands above himself
  const below = (name: string): boolean => {
    for (let at = roles.find((each) => each.name === name), steps = 0; at !== undefined && steps < 100; steps++) {
      if (at.name === role.name) return true;
      at = roles.find((each) => each.name === at?.under);
    }
    return false;
  };
  return (
    <>
      <div className="flex h-13 items-center gap-2 border-b border-line px-4">
        <h2 className="ellipsis font-semibold">{text(role.label, role.name)}</h2>
      </div>
      <PanelSection title={t("general")}>
        <TextSetting label={t("label")} value={role.label} onChange={(value) => set(["label"], (value ?? "") as Json)} />
        <Select
          labelAt="start"
          size="sm"
          label={t("under")}
          help={t("underHelp")}
          items={[
            { id: "", label: t("nobody") },
            ...roles.filter((each) => !below(each.name)).map((each) => ({ id: each.name, label: text(each.label, each.name) })),
          ]}
          value={role.under ?? ""}
          onChange={(value) => set(["under"], value === "" ? undefined : value)}
        />
        <TagPicker
          label={t("apps")}
          size="sm"
          items={apps.map(({ name, label }) => ({ id: name, label: text(label, name) }))}
          value={Object.keys(role.apps ?? {})}
          onChange={(ids) => set(["apps"], ids.length === 0 ? undefined : Object.fromEntries(ids.map((id) => [id, true])))}
        />
      </PanelSection>
      <PanelSection title={t("capabilities")}>
        {capabilities.map((each) => (
          <Switch
            key={each}
            isSelected={role.capabilities?.[each] === true}
            onChange={(on) => set(["capabilities", each], on ? true : undefined)}
          >
            {t(`capability.${each}`)}
          </Switch>
        ))}
      </PanelSection>
      <p className="px-4 py-3 text-muted">{t("select")}</p>
    </>
  );
}

/** What the role may do with one object: which records, which fields. */
function GrantPanel(props: { readonly object: ObjectDocument; readonly grant: Grant; readonly setGrant: (grant: Grant) => void }) {
  const { object, grant, setGrant } = props;
  const t = useTranslations("studio.role");
  const text = useText();
  const may = verbs.filter((verb) => grant[verb] === true);
  return (
    <>
      <div className="flex h-13 items-center gap-2 border-b border-line px-4">
        <Icon name={object.icon ?? "box"} className="text-muted" />
        <h2 className="ellipsis font-semibold">{text(object.label, object.name)}</h2>
      </div>
      {may.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t("nothing")}</p>
      ) : (
        <>
          <PanelSection title={t("whichRows")}>
            <ConditionSetting
              label={t(grant.rows === undefined ? "allRows" : "rowsThat")}
              help={t("rowsHelp")}
              object={object.name}
              value={grant.rows as Logic | undefined}
              onChange={(rows) => {
                const { rows: _old, ...rest } = grant;
                setGrant(rows === undefined ? rest : { ...rest, rows });
              }}
            />
          </PanelSection>
          <PanelSection title={t("fields")}>
            <FieldRights object={object} grant={grant} onChange={setGrant} />
          </PanelSection>
        </>
      )}
    </>
  );
}
