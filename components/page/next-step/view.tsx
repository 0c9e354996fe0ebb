"use client";
import { useTranslations } from "use-intl";
import { useText, useWords } from "../../i18n/provider.tsx";
import { CatchingUp } from "../../render/catching-up.tsx";
import { listedOptions } from "../../render/object.ts";
import type { ShownObject } from "../../render/object.ts";
import { usePageState, type RecordJson } from "../../render/page-state.tsx";
import { useWaiting, type Asked } from "../../render/record-data.ts";
import { offeredOptions, useRules } from "../../render/rules.ts";
import { useScope } from "../../render/scope.tsx";
import { countdown } from "../../render/countdown.ts";
import { Moment, useNow } from "../../render/time.tsx";
import type { View } from "../../render/view.ts";
import { Chip } from "../../ui/chip.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CustomerLink } from "../record-header/view.tsx";
import { StateBar } from "./state-bar.tsx";
import type { nextStep } from "./definition.ts";

export const NextStep: View<typeof nextStep> = () => {
  const page = usePageState();
  const waiting = useWaiting(page?.object, page?.record?.id);
  if (page?.object === undefined || page.record === undefined) return null;
  const { object, record } = page;
  return (
    <>
      <CatchingUp object={object} className="sm:px-6" />
      <StateBar object={object} record={record} />
      {waiting.data?.map((asked) => (
        <AskedBar key={asked.runId} object={object} record={record} asked={asked} />
      ))}
    </>
  );
};

/** One thing a run waits for: what, until when, which answers would do. `isPanel`: as a block in a side panel instead of a bar. */
export function AskedBar(props: {
  readonly object: ShownObject;
  readonly record: RecordJson;
  readonly asked: Asked;
  readonly isPanel?: boolean;
}) {
  const { object, record, asked } = props;
  const t = useTranslations("run.next");
  const words = useWords();
  const now = useNow(1_000);
  const { documents } = useScope();
  const field = object.byName.get(asked.field);
  const left = now === undefined ? undefined : countdown(new Date(asked.expiresAt).getTime() - now);
  const offers = useOffers(object, record, asked.field);
  const linkPage = Object.values(documents.page).find((page) => page.byLink === true && page.object === object.name)?.name;
  const what = t("choose", { field: field === undefined ? asked.field : words(field.label) });
  if (props.isPanel === true) {
    return (
      <div className="mx-4 mt-3 rounded-lg border border-warning-border bg-warning-soft px-3 py-2.5">
        <div className="flex items-center gap-2">
          <span className="text-warning">
            <Icon name="clock-3" />
          </span>
          <span className="font-medium">{t("waiting", { what })}</span>
          <span className="num ml-auto font-medium text-warning">{left}</span>
        </div>
        <p className="mt-1 mb-2.5 ml-6 text-sm text-muted">{offers === "" ? null : t("offers", { options: offers })}</p>
        {linkPage === undefined ? null : (
          <div className="ml-6">
            <CustomerLink object={object} record={record} page={linkPage} size="sm" />
          </div>
        )}
      </div>
    );
  }
  return (
    <div className="flex min-h-14 flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-4 py-2 sm:px-6">
      <span className="flex text-accent-text">
        <Icon name="clock-3" size={20} />
      </span>
      <span className="font-semibold">{t("waiting", { what })}</span>
      {left === undefined ? null : (
        <Chip tone="warning">
          <span className="num">{t("left", { time: left })}</span>
        </Chip>
      )}
      <span className="text-muted">
        {offers === "" ? null : t("offers", { options: offers })}{" "}
        <span className="sr-only">
          <Moment at={asked.expiresAt} />
        </span>
      </span>
    </div>
  );
}

/** "Alipay, JD Pay": the answers the rule gives, in words. */
function useOffers(object: ShownObject, record: RecordJson, name: string): string {
  const { documents, user } = useScope();
  const text = useText();
  const now = useNow(60_000);
  const field = object.byName.get(name);
  const isOffered = field?.offeredBy !== undefined;
  useRules(isOffered, isOffered);
  if (field?.offeredBy === undefined || now === undefined) return "";
  const options = listedOptions(field);
  const offered = offeredOptions(field, object, documents, record, { now: new Date(now).toISOString(), user }, () => undefined);
  return (offered ?? []).map((id) => text(options.find((option) => option.id === id)?.label, id)).join(text({ en: ", ", zh: "、" }));
}
