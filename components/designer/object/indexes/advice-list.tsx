"use client";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../../i18n/index.ts";
import { Button } from "../../../ui/button.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { toast } from "../../../ui/toaster.tsx";
import { useStudio } from "../../studio-context.tsx";
import { tryIndex, type Advice, type Slots, type Tried } from "./indexes-data.ts";
import { useTell } from "../../../render/say.ts";

/** What was slow, what would help, and what it would change: each with its deed. */
export function AdviceList(props: {
  readonly object: ObjectDocument;
  readonly advice: readonly Advice[] | undefined;
  readonly slots: Slots;
}) {
  const t = useTranslations("studio.indexes");
  if (props.advice === undefined) return null;
  if (props.advice.length === 0) return <p className="text-muted">{t("noAdvice")}</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {props.advice.map((each) => (
        <AdviceLine key={each.field} {...props} advice={each} />
      ))}
    </ul>
  );
}

function AdviceLine({ object, advice, slots }: { readonly object: ObjectDocument; readonly advice: Advice; readonly slots: Slots }) {
  const tell = useTell();
  const t = useTranslations("studio.indexes");
  const format = useFormatter();
  const text = useText();
  const { workspace } = useStudio();
  const [tried, setTried] = useState<Tried>();
  const [busy, setBusy] = useState(false);
  const found = Object.entries(object.fields).find(([, field]) => field.name === advice.field);
  const labelOf = (name: string): string => text(Object.values(object.fields).find((field) => field.name === name)?.label, name);
  const label = labelOf(advice.field);
  const by = advice.filtered.includes(advice.field) ? "filter" : "sort";
  const { before } = advice;
  const held = slots.data.find(({ field }) => field === advice.field);
  const state = held === undefined ? advice.state : held.state === "ready" ? "done" : "filling";
  const inDraft = state === "advised" && found?.[1].indexed === true;
  const ms = (value: number | undefined): string => (value === undefined ? t("stopped") : t("ms", { ms: format.number(value) }));
  const measure = async () => {
    setBusy(true);
    try {
      setTried(await tryIndex(object.name, advice.field, by));
    } catch (fault) {
      toast(tell(fault));
    }
    setBusy(false);
  };
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3" data-advice={advice.field}>
      <div className="min-w-70 flex-1">
        <p className="font-medium">
          {t(by === "filter" ? "scansFilter" : "scansSort", { field: label, records: format.number(before.records) })}
        </p>
        <p className="num text-sm text-muted">
          {[
            t("times", { count: before.times }),
            ...(before.ms === undefined ? [] : [t("each", { ms: format.number(before.ms) })]),
            ...(before.refused === 0 ? [] : [t("refused", { count: before.refused })]),
            ...advice.views.map((view) => t("view", { view: text(view.label, view.name) })),
          ].join(" · ")}
        </p>
        {tried === undefined ? null : (
          <dl className="num mt-2 grid w-fit grid-cols-[auto_auto_auto] gap-x-4 gap-y-0.5" aria-label={t("measured")}>
            <dt className="text-muted">{t("withoutIndex")}</dt>
            <dd className="text-right">{ms(tried.without.ms)}</dd>
            <dd className="text-muted">{t("looks", { records: format.number(tried.without.records) })}</dd>
            <dt className="text-muted">{t("withIndex")}</dt>
            <dd className="text-right font-semibold">{tried.with === undefined ? t("notYet") : ms(tried.with.ms)}</dd>
            <dd className="text-muted">
              {tried.with === undefined
                ? t("wouldLook", { records: format.number(tried.estimate?.records ?? 0) })
                : t("looks", { records: format.number(tried.with.records) })}
            </dd>
          </dl>
        )}
        {state === "no slot" ? <p className="mt-1 text-sm text-warning">{t("noSlot")}</p> : null}
        {inDraft ? <p className="mt-1 text-sm text-muted">{t("inDraft")}</p> : null}
      </div>
      <div className="flex items-center gap-2">
        {state === "done" ? (
          <Chip tone="success">
            <Icon name="check" size={14} />
            {t("done")}
          </Chip>
        ) : state === "filling" ? (
          <Chip tone="info" dot>
            {t("isFilling")}
          </Chip>
        ) : inDraft ? (
          <Chip tone="accent">{t("isInDraft")}</Chip>
        ) : null}
        <Button size="sm" variant="ghost" isBusy={busy} onPress={() => void measure()}>
          {t("measure")}
        </Button>
        {state === "advised" && !inDraft && found !== undefined ? (
          <Button
            size="sm"
            icon="zap"
            onPress={() =>
              workspace.run(
                { key: "setField", values: { name: label } },
                { do: "set", document: `object/${object.name}`, path: ["fields", found[0], "indexed"], value: true },
              )
            }
          >
            {t("apply", { field: label })}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
