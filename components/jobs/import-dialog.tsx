"use client";
import { useRef, useState, type ReactNode } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { api, ApiProblem } from "../data/api.ts";
import { useText, useWords } from "../i18n/provider.tsx";
import { seenFields, type ShownObject } from "../render/object.ts";
import { useSay } from "../render/say.ts";
import { useGrant } from "../render/scope.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Chip } from "../ui/chip.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Select } from "../ui/select.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { isOpen, save, useBegin, useJob, type JobJson } from "./jobs-data.ts";
import { Progress } from "./progress.tsx";
import { RefusedRows } from "./refused-rows.tsx";

interface Preview {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly encoding: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly field?: string; readonly type: string }[];
  readonly sample: readonly (readonly string[])[];
}

const none = "-";
const encodings: Record<string, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16", gb18030: "GBK" };
type Mode = "create" | "update" | "upsert";

/** Takes a file of rows in, step by step: which column goes where, a rehearsal that says what would fail, then the import itself. */
export function ImportDialog({ object, onClose }: { readonly object: ShownObject; readonly onClose: () => void }) {
  const t = useTranslations("run.import");
  const tc = useTranslations("common");
  const text = useText();
  const words = useWords();
  const say = useSay();
  const grant = useGrant(object.name);
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
  const [jobId, setJobId] = useState<string>();
  const [isDry, setDry] = useState(true);
  const job = useJob(jobId).data;

  const failed = (reason: unknown) =>
    setFault(reason instanceof ApiProblem ? say(reason.problems[0] ?? { code: reason.code, message: reason.message }) : tc("errors.title"));
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
      const references = Object.values(mapping).filter((name) => object.byName.get(name)?.fieldType.refersTo !== undefined);
      const used = mode !== "create" && match === "id" ? { ...mapping } : mapping;
      const begun = await api<JobJson>(`/imports/${preview!.id}/start`, {
        body: {
          mapping: used,
          mode,
          rows: preview!.rows,
          dryRun,
          ...(mode === "create" || match === undefined ? {} : { match: [match] }),
          ...(options.createMissing ? { createMissing: references } : {}),
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

function DropFile({ isBusy, onFile }: { readonly isBusy: boolean; readonly onFile: (file: File) => void }) {
  const t = useTranslations("run.import");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) onFile(file);
      }}
      className={cx(
        "flex flex-col items-start gap-3 rounded-lg border border-dashed p-6",
        over ? "border-accent bg-accent-soft" : "border-line-control bg-surface-sunken",
      )}
    >
      <span className="font-medium">{t("drop")}</span>
      <span className="text-muted">{t("dropHelp")}</span>
      <Button variant="primary" icon="upload" isDisabled={isBusy} onPress={() => input.current?.click()}>
        {isBusy ? t("reading") : t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,text/csv"
        aria-label={t("choose")}
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = "";
        }}
      />
    </div>
  );
}

function FileLine({ preview }: { readonly preview: Preview }) {
  const t = useTranslations("run.import");
  const format = useFormatter();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Icon name="file-spreadsheet" className="text-muted" />
      <span className="ellipsis font-medium">{preview.name}</span>
      <span className="num text-muted">
        {t("rows", { count: format.number(preview.rows) })} ·{" "}
        {preview.format === "xlsx" ? "Excel" : `CSV · ${encodings[preview.encoding] ?? preview.encoding}`}
      </span>
    </div>
  );
}

/** One row a column of the file: its heading, what stands in it, and where it goes. */
function Mapping(props: {
  readonly preview: Preview;
  readonly mapping: Readonly<Record<string, string>>;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly withId: boolean;
  readonly onMap: (column: string, field: string) => void;
}) {
  const t = useTranslations("run.import");
  const { preview, mapping } = props;
  const items = [{ id: none, label: t("leaveOut") }, ...(props.withId ? [{ id: "id", label: "ID" }] : []), ...props.items];
  return (
    <div className="max-h-[38vh] overflow-auto rounded-lg border border-line" tabIndex={0} role="region" aria-label={t("columns")}>
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-left text-sm text-muted">
            {[t("column"), t("values"), t("field")].map((each, index) => (
              <th
                key={each}
                className={cx(
                  "sticky top-0 z-1 h-8 border-b border-line bg-surface-sunken px-3 font-medium",
                  index === 1 && "max-sm:hidden",
                )}
              >
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column, at) => {
            const values = preview.sample.map((row) => row[at] ?? "").filter((each) => each !== "");
            const field = mapping[String(at)];
            return (
              <tr key={at} className="border-b border-line last:border-b-0">
                <td className="max-w-40 px-3 py-1.5 font-medium">
                  <span className="ellipsis block" title={column.name}>
                    {column.name}
                  </span>
                </td>
                <td className="max-w-72 px-3 py-1.5 text-muted max-sm:hidden">
                  <span className="ellipsis block" title={values.slice(0, 5).join("\n")}>
                    {values.slice(0, 3).join(" · ") || "–"}
                  </span>
                </td>
                <td className="w-60 px-3 py-1.5">
                  <Select
                    label={t("fieldFor", { column: column.name })}
                    hideLabel
                    size="sm"
                    value={field ?? none}
                    onChange={(next) => props.onMap(String(at), next)}
                    items={items}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({
  job,
  isDry,
  headings,
  labelOf,
}: {
  readonly job: JobJson;
  readonly isDry: boolean;
  readonly headings: readonly string[];
  readonly labelOf: (field: string) => string;
}) {
  const t = useTranslations("run.import");
  const locale = useLocale();
  const { created = 0, updated = 0, skipped = 0 } = job.result ?? {};
  const tone = job.state === "failed" ? "danger" : job.failed > 0 ? "warning" : job.state === "cancelled" ? "neutral" : "success";
  const title =
    job.state === "failed"
      ? t("failed")
      : job.state === "cancelled"
        ? t("cancelled")
        : isDry
          ? job.failed > 0
            ? t("someFail", { count: job.failed })
            : t("allFine", { count: job.done })
          : t("imported", { count: job.done });
  return (
    <div className="flex flex-col gap-3" lang={locale}>
      <Banner tone={tone} title={title}>
        {job.problems?.[0]?.message ?? null}
      </Banner>
      <div className="flex flex-wrap gap-2">
        {created > 0 ? <Chip tone="success">{t(isDry ? "wouldCreate" : "created", { count: created })}</Chip> : null}
        {updated > 0 ? <Chip tone="info">{t(isDry ? "wouldUpdate" : "updated", { count: updated })}</Chip> : null}
        {skipped > 0 ? <Chip tone="neutral">{t("skipped", { count: skipped })}</Chip> : null}
        {job.failed > 0 ? <Chip tone="danger">{t("refused", { count: job.failed })}</Chip> : null}
      </div>
      {job.failed > 0 ? (
        <>
          <RefusedRows jobId={job.id} headings={headings} labelOf={labelOf} />
          <div>
            <Button size="sm" icon="download" onPress={() => save(`/api/v1/jobs/${job.id}/rows.csv`)}>
              {t("refusedFile")}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  );
}
