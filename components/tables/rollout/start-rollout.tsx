"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Column } from "../column.ts";
import { type NewRollout, type Rollout, startRollout } from "../server.ts";

/** 0 to 100, in hundredths at most; undefined: not a share. */
export function percentIn(text: string): number | undefined {
  const trimmed = text.trim().replace(/\s*%$/, "");
  const value = Number(trimmed);
  return /^\d{1,3}(\.\d{1,2})?$/.test(trimmed) && value <= 100 ? value : undefined;
}

const guardNames = ["errors", "empty", "fallback"] as const;
type GuardName = (typeof guardNames)[number];

/** What is tried, on whom, and what ends it by itself. */
export function StartRollout(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly isBusy: boolean;
  readonly onStart: (start: () => Promise<Rollout>) => void;
  readonly onClose: () => void;
}) {
  const { table } = props;
  const t = useTranslations("studio.tables.rollout");
  const c = useTranslations("common");
  const text = useText();
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const keys = props.columns.filter(({ side, type }) => side === "input" && ["text", "enum", "reference", "number"].includes(type));
  const [mode, setMode] = useState<"shadow" | "canary">("shadow");
  const [percent, setPercent] = useState("5");
  const [key, setKey] = useState(
    (keys.find(({ id }) => id === table.routing?.split?.key) ?? keys.find(({ type }) => type === "text" || type === "reference"))?.name ??
      "",
  );
  const [limits, setLimits] = useState<Readonly<Record<GuardName, string>>>({ errors: "1", empty: "1", fallback: "5" });
  const [sample, setSample] = useState("200");
  const share = percentIn(percent);
  const sampleCount = /^\d{2,7}$/.test(sample) && Number(sample) <= 1_000_000 ? Number(sample) : undefined;
  const read = guardNames.map((name) => [name, limits[name].trim() === "" ? null : percentIn(limits[name])] as const);
  const isWrong = mode === "canary" && (share === undefined || sampleCount === undefined || read.some(([, value]) => value === undefined));

  const start = async (): Promise<Rollout> => {
    await workspace.flush();
    const guards = Object.fromEntries(read.flatMap(([name, value]) => (value == null ? [] : [[name, { above: value / 100 }]])));
    const body: NewRollout =
      mode === "shadow"
        ? { draft: draft.id, mode }
        : {
            draft: draft.id,
            mode,
            percent: share ?? 0,
            key: key === "" ? { user: true } : { input: key },
            guards: { ...guards, sample: sampleCount ?? 200 },
          };
    return startRollout(table.name, body);
  };
  return (
    <section aria-label={t("start")} className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div>
        <SegmentedControl
          label={t("mode")}
          items={[
            { id: "shadow", label: t("shadow") },
            { id: "canary", label: t("canary") },
          ]}
          value={mode}
          onChange={(id) => setMode(id as "shadow" | "canary")}
        />
        <p className="mt-2 text-muted">{t(`${mode}Help`)}</p>
      </div>
      {mode === "shadow" ? null : (
        <>
          <div className="grid max-w-[720px] grid-cols-[120px_minmax(0,1fr)] gap-4">
            <TextField
              label={t("percent")}
              align="end"
              inputMode="decimal"
              value={percent}
              onChange={setPercent}
              after="%"
              error={share === undefined ? t("percentWrong") : undefined}
            />
            <Select
              label={t("key")}
              help={t(key === "" ? "personHelp" : "keyHelp")}
              items={[
                { id: "", label: t("person") },
                ...keys.map((column) => ({ id: column.name, label: text(column.label, column.name) })),
              ]}
              value={key}
              onChange={setKey}
            />
          </div>
          <fieldset className="min-w-0">
            <legend className="font-medium">{t("guards")}</legend>
            <p className="mb-2 text-sm text-muted">{t("guardsHelp")}</p>
            <div className="grid max-w-[720px] grid-cols-4 gap-4">
              {guardNames.map((name) => (
                <TextField
                  key={name}
                  label={t(`figure.${name}`)}
                  align="end"
                  inputMode="decimal"
                  value={limits[name]}
                  placeholder={t("noLimit")}
                  onChange={(value) => setLimits({ ...limits, [name]: value })}
                  after="%"
                  error={limits[name].trim() !== "" && percentIn(limits[name]) === undefined ? t("percentWrong") : undefined}
                />
              ))}
              <TextField
                label={t("sample")}
                align="end"
                inputMode="numeric"
                value={sample}
                onChange={setSample}
                error={sampleCount === undefined ? t("sampleWrong") : undefined}
              />
            </div>
          </fieldset>
        </>
      )}
      <div className="flex gap-2">
        <Button onPress={props.onClose}>{c("cancel")}</Button>
        <Button icon="play" isBusy={props.isBusy} isDisabled={isWrong} onPress={() => props.onStart(start)}>
          {t(mode === "shadow" ? "startShadow" : "startCanary", { percent: share ?? 0 })}
        </Button>
      </div>
    </section>
  );
}
