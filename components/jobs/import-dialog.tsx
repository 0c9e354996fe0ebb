"use client";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { api, ApiProblem } from "../data/api.ts";
import { useText, useWords } from "../i18n/provider.tsx";
import { seenFields, type ShownObject } from "../render/object.ts";
import { useTell } from "../render/say.ts";
import { useGrant, useScope } from "../render/scope.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Select } from "../ui/select.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { DropFile } from "./drop-file.tsx";
import { FileLine, Mapping, none } from "./import-mapping.tsx";
import { Outcome } from "./import-outcome.tsx";
import type { Preview } from "./import-preview.ts";
import { isOpen, useBegin, useJob, type JobJson } from "./jobs-data.ts";
import { Progress } from "./progress.tsx";

type Mode = "create" | "update" | "upsert";

/** Takes a file of rows in, step by step: which column goes where, a rehearsal that says what would fail, then the import itself. */
export function ImportDialog({ object, onClose }: { readonly object: ShownObject; readonly onClose: () => void }) {
  const t = useTranslations("run.import");
  const tc = useTranslations("common");
  const text = useText();
  const words = useWords();
  const tell = useTell(object.name);
  const grant = useGrant(object.name);
  const { documents } = useScope();
  const { again, undo } = useBegin(object.name);
  const [preview, setPreview] = useState<Preview>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [mode, setMode] = useState<Mode>(grant.create === true ? "create" : "update");
  const [match, setMatch] = useState<string>();
  const [options, setOptions] = useState({
    skipDuplicates: false,
    emptyClears: false,
    createMissing: false,
    decimalComma: false,
    dates: "ymd",
  });
  const [references, setReferences] = useState<Readonly<Record<string, string>>>({});
  const [jobId, setJobId] = useState<string>();
  const [isDry, setDry] = useState(true);
  const job = useJob(jobId).data;

  const failed = (reason: unknown) => setFault(tell(reason));
  const guarded = async (work: () => Promise<void>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await work();
    } catch (reason) {
      failed(reason);
    }
    setBusy(false);
  };
  const take = (file: File) =>
    guarded(async () => {
      const form = new FormData();
      form.set("file", file);
      const response = await fetch(`/api/v1/objects/${object.name}/imports`, { method: "POST", body: form, credentials: "same-origin" });
      const body = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new ApiProblem(response.status, body, undefined);
      const found = body as unknown as Preview;
      setPreview(found);
      const guess = Object.fromEntries(
        found.columns.flatMap(({ field }, column) => (field === undefined || field === "id" ? [] : [[String(column), field]])),
      );
      setMapping(guess);
      const unique = Object.values(guess).find((name) => object.byName.get(name)?.unique === true);
      setMatch(unique ?? Object.values(guess)[0]);
    });
  const start = (dryRun: boolean) =>
    guarded(async () => {
      const referring = Object.values(mapping).filter((name) => object.byName.get(name)?.fieldType.refersTo !== undefined);
      const chosen = Object.fromEntries(Object.entries(references).filter(([name]) => Object.values(mapping).includes(name)));
      const begun = await api<JobJson>(`/imports/${preview!.id}/start`, {
        body: {
          mapping,
          references: chosen,
          mode,
          rows: preview!.rows,
          dryRun,
          ...(mode === "create" || match === undefined ? {} : { match: [match] }),
          ...(options.createMissing ? { createMissing: referring } : {}),
          skipDuplicates: mode === "create" && options.skipDuplicates,
          emptyClears: mode !== "create" && options.emptyClears,
          decimalComma: options.decimalComma,
          dates: options.dates,
        },
      });
      setDry(dryRun);
      setJobId(begun.id);
      if (!dryRun) again();
    });

  const hasReferences = Object.values(mapping).some((name) => object.byName.get(name)?.fieldType.refersTo !== undefined);
  const fields = seenFields(object, grant).filter(
    (field) =>
      field.fieldType.generated === undefined &&
      field.fieldType.derived === undefined &&
      (grant.writable === undefined || Object.hasOwn(grant.writable, field.name)),
  );
  // records that a field refers to are named by what people know them by, or by a value that is theirs alone
  const namedBy = (name: string) => {
    const field = object.byName.get(name);
    const target = field?.fieldType.refersTo?.(field.settings) ?? field?.fieldType.linksTo?.objects(field.settings)[0];
    const other = target === undefined || !Object.hasOwn(documents.object, target) ? undefined : documents.object[target];
    if (other === undefined) return undefined;
    const all = Object.values(other.fields);
    const those = [
      ...all.filter((each) => each.name === other.titleField),
      ...all.filter((each) => each.unique === true && each.name !== other.titleField),
    ];
    const items = [...those.map((each) => ({ id: each.name, label: text(each.label) })), { id: "id", label: "ID" }];
    return { items, value: references[name] ?? items[0]!.id };
  };
  const label = (name: string): string => (name === "id" ? "ID" : text(object.byName.get(name)?.label ?? name));
  const step = preview === undefined ? "file" : jobId === undefined ? "map" : isDry ? "check" : "run";
  const missing = fields.filter(
    (field) => field.required === true && field.default === undefined && !Object.values(mapping).includes(field.name),
  );
  const finished = job !== undefined && !isOpen(job);
  const close = () => {
    if (finished && !isDry) again();
    onClose();
  };

  const actions: Record<typeof step, ReactNode> = {
    file: <Button onPress={close}>{tc("cancel")}</Button>,
    map: (
      <>
        <Button onPress={() => setPreview(undefined)}>{t("otherFile")}</Button>
        <Button
          variant="primary"
          isDisabled={busy || Object.keys(mapping).length === 0 || (mode !== "create" && match === undefined)}
          onPress={() => void start(true)}
        >
          {t("check")}
        </Button>
      </>
    ),
    check: (
      <>
        <Button onPress={() => setJobId(undefined)}>{tc("back")}</Button>
        <Button
          variant="primary"
          isDisabled={busy || !finished || job.state !== "succeeded" || job.done === 0}
          onPress={() => void start(false)}
        >
          {t("run", { count: job?.done ?? 0 })}
        </Button>
      </>
    ),
    run: finished ? (
      <>
        {job.undoable && job.undoneBy === undefined ? (
          <Button
            icon="undo-2"
            onPress={() => {
              void undo(job.id);
              close();
            }}
          >
            {t("undo")}
          </Button>
        ) : null}
        <Button variant="primary" onPress={close}>
          {t("done")}
        </Button>
      </>
    ) : (
      <>
        <Button
          isDisabled={job?.cancelling === true}
          onPress={() => void guarded(async () => void (await api(`/jobs/${jobId!}/cancel`, { body: {} })))}
        >
          {tc("cancel")}
        </Button>
        <Button onPress={close}>{t("inBackground")}</Button>
      </>
    ),
  };

  return (
    <Dialog
      isOpen
      onClose={close}
      title={t("title", { objects: words(object.document.plural ?? object.document.label) })}
      width={preview === undefined ? 520 : 880}
      actions={actions[step]}
    >
      <div className="flex flex-col gap-4">
        {preview === undefined ? null : <Steps at={step === "run" ? 2 : step === "check" ? 1 : 0} />}
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
        {step === "file" ? <DropFile isBusy={busy} onFile={(file) => void take(file)} /> : null}
        {step === "map" && preview !== undefined ? (
          <>
            <FileLine preview={preview} />
            <Mapping
              preview={preview}
              mapping={mapping}
              items={fields.map((field) => ({ id: field.name, label: `${text(field.label)}${field.required === true ? " *" : ""}` }))}
              withId={mode !== "create"}
              namedBy={namedBy}
              onNamedBy={(field, by) => setReferences({ ...references, [field]: by })}
              onMap={(column, field) => {
                const next = Object.fromEntries(Object.entries(mapping).filter(([at, name]) => at !== column && name !== field));
                setMapping(field === none ? next : { ...next, [column]: field });
              }}
            />
            {missing.length === 0 || mode === "update" ? null : (
              <Banner tone="warning" title={t("missing", { fields: missing.map((field) => text(field.label)).join(t("comma")) })} />
            )}
            <div className="grid gap-4 sm:grid-cols-2">
              <div className="flex flex-col gap-2">
                <span className="text-sm text-muted">{t("mode")}</span>
                <SegmentedControl
                  label={t("mode")}
                  value={mode}
                  onChange={(next) => setMode(next as Mode)}
                  className="self-start"
                  items={(["create", "upsert", "update"] as const)
                    .filter((each) =>
                      each === "create"
                        ? grant.create === true
                        : each === "update"
                          ? grant.update === true
                          : grant.create === true && grant.update === true,
                    )
                    .map((each) => ({ id: each, label: t(`modes.${each}`) }))}
                />
                <span className="text-sm text-muted">{t(`modeHelp.${mode}`)}</span>
                {mode === "create" ? null : (
                  <Select
                    label={t("match")}
                    value={match ?? null}
                    onChange={setMatch}
                    items={[...new Set(Object.values(mapping))].map((name) => ({ id: name, label: label(name) }))}
                  />
                )}
              </div>
              <div className="flex flex-col gap-1">
                <Select
                  label={t("dates")}
                  value={options.dates}
                  onChange={(dates) => setOptions({ ...options, dates })}
                  items={(["ymd", "dmy", "mdy"] as const).map((id) => ({ id, label: t(`dateOrders.${id}`) }))}
                />
                <Checkbox isSelected={options.decimalComma} onChange={(decimalComma) => setOptions({ ...options, decimalComma })}>
                  {t("decimalComma")}
                </Checkbox>
                {mode === "create" ? (
                  <Checkbox isSelected={options.skipDuplicates} onChange={(skipDuplicates) => setOptions({ ...options, skipDuplicates })}>
                    {t("skipDuplicates")}
                  </Checkbox>
                ) : (
                  <Checkbox isSelected={options.emptyClears} onChange={(emptyClears) => setOptions({ ...options, emptyClears })}>
                    {t("emptyClears")}
                  </Checkbox>
                )}
                {hasReferences ? (
                  <Checkbox isSelected={options.createMissing} onChange={(createMissing) => setOptions({ ...options, createMissing })}>
                    {t("createMissing")}
                  </Checkbox>
                ) : null}
              </div>
            </div>
          </>
        ) : null}
        {jobId === undefined ? null : job === undefined || !finished ? (
          <div className="flex flex-col gap-3 py-4">
            <span className="font-medium">{isDry ? t("checking") : t("importing")}</span>
            {job === undefined ? <Spinner /> : <Progress job={job} />}
          </div>
        ) : (
          <Outcome job={job} isDry={isDry} labelOf={label} headings={preview?.columns.map(({ name }) => name) ?? []} />
        )}
      </div>
    </Dialog>
  );
}

function Steps({ at }: { readonly at: number }) {
  const t = useTranslations("run.import");
  return (
    <ol className="flex items-center gap-2 text-sm" aria-label={t("steps")}>
      {(["map", "check", "import"] as const).map((name, index) => (
        <li
          key={name}
          aria-current={index === at ? "step" : undefined}
          className={cx("flex items-center gap-2", index === at ? "font-medium text-ink" : "text-muted")}
        >
          {index === 0 ? null : <Icon name="chevron-right" size={14} />}
          {t(`stepNames.${name}`)}
        </li>
      ))}
    </ol>
  );
}
