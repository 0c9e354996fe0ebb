"use client";
import { generateNKeysBetween } from "fractional-indexing";
import { nanoid } from "nanoid";
import { useMemo, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { FieldType, Json, ObjectDocument } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { ApiProblem } from "../../data/index.ts";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toaster.tsx";
import { type JsonObject, isObject, ofKind } from "../documents.ts";
import { controlFor, newField } from "../object/field-commands.ts";
import { SettingLines } from "../panel/setting-lines.tsx";
import { ProblemList } from "../problem-list.tsx";
import { settingsOf } from "../schema-panel.ts";
import { planRetype, readDocuments, retypeIn, type RetypePlan, type StudioJob } from "../server.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { PlanShown } from "./plan-shown.tsx";
import { useTell } from "../../render/say.ts";

/** Types that people write values of: what is worked out or numbered takes none over. */
const takesValues = (type: FieldType): boolean => {
  if (type.generated !== undefined) return false;
  return type.derived === undefined;
};

/** Another type for a published field: chosen, tried on the records, then put into the draft. */
export function RetypeDialog(props: {
  readonly object: ObjectDocument;
  readonly id: string;
  readonly onClose: () => void;
  readonly onRetyped: () => void;
}) {
  const tell = useTell();
  const { object, id } = props;
  const t = useTranslations("studio.changing");
  const c = useTranslations("common");
  const text = useText();
  const locale = useLocale();
  const { workspace, announce } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const documents = useWorkspace((state) => state.documents);
  const field = object.fields[id]!;
  const label = text(field.label, field.name);
  const [type, setType] = useState<FieldType>();
  const [config, setConfig] = useState<JsonObject>({});
  const [plan, setPlan] = useState<RetypePlan>();
  const [job, setJob] = useState<StudioJob>();
  const [busy, setBusy] = useState<"plan" | "change">();
  const [trouble, setTrouble] = useState<ApiProblem>();
  const [unsaved, setUnsaved] = useState(false);
  const asked = useRef<AbortController>(undefined);
  const settings = useMemo(() => {
    if (type === undefined) return [];
    const objects = new Map(ofKind<ObjectDocument>(documents, "object").map((each) => [each.name, each]));
    return settingsOf(type.config).map((setting) => controlFor(type, setting, object, field, objects));
  }, [type, documents, object, field]);

  const change = { object: object.name, field: field.name, type: type?.name ?? "", config };
  const again = (): void => {
    asked.current?.abort();
    setPlan(undefined);
    setJob(undefined);
    setTrouble(undefined);
  };
  const choose = (name: string): void => {
    const next = fieldTypes.get(name);
    if (next === undefined) return;
    again();
    setType(next);
    const fresh = newField(next, object, field.label, field.name, ofKind<ObjectDocument>(documents, "object")).value["config"];
    const begun = isObject(fresh) ? (fresh as JsonObject) : {};
    // what both types say of themselves goes along
    const kept = Object.entries(field.config ?? {}).filter(
      ([key]) => key in begun || settingsOf(next.config).some((each) => each.key === key),
    );
    const both = { ...begun, ...Object.fromEntries(kept) } as JsonObject;
    setConfig(next.config.safeParse(both).success ? both : begun);
  };
  const attempt = async (what: "plan" | "change", act: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setTrouble(undefined);
    setUnsaved(false);
    try {
      await workspace.flush();
      // starting over with what is stored would drop it
      if (workspace.get().saving !== "saved") return setUnsaved(true);
      await act();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setTrouble(error);
    } finally {
      setBusy(undefined);
    }
  };
  const tryIt = (): Promise<void> =>
    attempt("plan", async () => {
      asked.current?.abort();
      const mine = (asked.current = new AbortController());
      const found = await planRetype(draft.id, change, setJob, mine.signal);
      if (mine.signal.aborted) return;
      setJob(undefined);
      setPlan(found);
    });
  const go = (): Promise<void> =>
    attempt("change", async () => {
      await retypeIn(draft.id, change);
      workspace.reset(draft, await readDocuments(draft.id));
      announce(t("retyped", { name: label }));
      toast(t("retyped", { name: label }));
      props.onRetyped();
    });
  /** The texts that occur, as options of a choice. */
  const takeOptions = (values: readonly string[]): void => {
    again();
    const orders = generateNKeysBetween(null, null, values.length);
    const options = Object.fromEntries(values.map((value, at) => [nanoid(8), { label: { [locale]: value }, order: orders[at]! }]));
    setConfig({ ...config, options: options as unknown as Json });
  };
  const isChoice = settings.some(({ key, control }) => key === "options" && control.is === "items");

  return (
    <Dialog
      isOpen
      onClose={() => {
        asked.current?.abort();
        props.onClose();
      }}
      title={t("retypeTitle", { name: label })}
      width={720}
      actions={
        <>
          <Button isDisabled={type === undefined} isBusy={busy === "plan"} onPress={() => void tryIt()}>
            {t("try")}
          </Button>
          <span className="flex-1" />
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button
            variant={plan !== undefined && plan.loses > 0 ? "danger-filled" : "primary"}
            isDisabled={plan === undefined}
            hint={plan === undefined ? t("tryFirst") : undefined}
            isBusy={busy === "change"}
            onPress={() => void go()}
          >
            {plan !== undefined && plan.loses > 0 ? t("retypeAnyway", { count: plan.loses }) : t("retype")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ComboBox
          label={t("newType")}
          items={fieldTypes.all.filter(takesValues).map((each) => ({ id: each.name, label: text(each.label, each.name), icon: each.icon }))}
          value={type?.name ?? null}
          onChange={(name) => choose(String(name ?? ""))}
          help={t("typeNow", { type: text(fieldTypes.get(field.type)?.label, field.type) })}
        />
        {settings.length === 0 ? null : (
          <div className="flex flex-col gap-3 rounded-md border border-line p-3">
            <SettingLines
              settings={settings}
              values={config}
              onChange={(key, value) => {
                again();
                const { [key]: _, ...others } = config;
                setConfig(value === undefined ? others : { ...others, [key]: value });
              }}
            />
          </div>
        )}
        {unsaved ? <Banner tone="danger" title={t("saveFirst")} /> : null}
        {trouble === undefined ? null : (
          <Banner tone="danger" title={t("cannotRetype")}>
            {trouble.problems.length === 0 ? <p>{tell(trouble)}</p> : <ProblemList problems={trouble.problems} onGo={props.onClose} />}
          </Banner>
        )}
        <PlanShown plan={plan} job={job} {...(isChoice && plan?.values ? { onOptions: () => takeOptions(plan.values!) } : {})} />
        <p className="text-sm text-muted">{t("retypeHelp")}</p>
      </div>
    </Dialog>
  );
}
