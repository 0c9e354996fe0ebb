"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Field, ObjectDocument } from "#metadata";
import { api, ApiProblem } from "../../../data/api.ts";
import { useText } from "../../../i18n/index.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { toast } from "../../../ui/toaster.tsx";
import { useWorkspace } from "../../studio-context.tsx";
import { AdviceList } from "./advice-list.tsx";
import { slotsKey, useAdvice, useSlots, type Slots } from "./indexes-data.ts";
import { useTell } from "../../../render/say.ts";

/** The indexes of an object: what would be quicker with one, which fields have one and how far it is, what room is left, what a search looks into. */
export function IndexesRoom({ object, onField }: { readonly object: ObjectDocument; readonly onField: (id: string) => void }) {
  const tell = useTell();
  const t = useTranslations("studio.indexes");
  const tc = useTranslations("common");
  const client = useQueryClient();
  const slots = useSlots(
    object.name,
    useWorkspace((state) => state.draft.base),
  );
  const advice = useAdvice(object.name, JSON.stringify(slots.data?.data ?? []));
  const again = () => void client.invalidateQueries({ queryKey: slotsKey(object.name) });
  if (slots.isError && slots.error instanceof ApiProblem && slots.error.status === 404)
    return <EmptyState title={t("notPublished")}>{t("notPublishedHelp")}</EmptyState>;
  if (slots.isError)
    return (
      <Banner tone="danger" title={tc("errors.title")} className="m-4">
        {tell(slots.error)}
      </Banner>
    );
  if (slots.data === undefined) return <Skeleton rows={6} className="p-6" label={tc("loading")} />;
  return (
    <div className="flex max-w-[960px] flex-col gap-6 px-6 py-4">
      <section aria-labelledby="advice-title">
        <h2 id="advice-title" className="mb-1 font-semibold">
          {t("advice")}
        </h2>
        <AdviceList object={object} advice={advice.data} slots={slots.data} />
      </section>
      <Indexed object={object} slots={slots.data} onField={onField} onChanged={again} />
      <Searched object={object} slots={slots.data} onChanged={again} />
    </div>
  );
}

const fieldOf = (object: ObjectDocument, name: string): [id: string, field: Field] | undefined =>
  Object.entries(object.fields).find(([, field]) => field.name === name);

function Indexed(props: {
  readonly object: ObjectDocument;
  readonly slots: Slots;
  readonly onField: (id: string) => void;
  readonly onChanged: () => void;
}) {
  const { object, slots } = props;
  const t = useTranslations("studio.indexes");
  const text = useText();
  const filling = slots.progress.find(({ kind }) => kind === "fill_slots");
  const waits = slots.data.some(({ state }) => state === "filling");
  const rows = [
    ...slots.data.map(({ field, state }) => ({ name: field, state: state as string })),
    ...slots.without.map((name) => ({ name, state: "without" })),
  ];
  return (
    <section aria-labelledby="indexed-title">
      <h2 id="indexed-title" className="mb-2 font-semibold">
        {t("indexed")}
      </h2>
      {filling === undefined ? (
        waits ? (
          <Begun label={t("fill")} said={t("fillNone")} path={`/objects/${object.name}/slots/fill`} onBegun={props.onChanged} />
        ) : null
      ) : (
        <Bar label={t("filling")} done={filling.done} total={filling.total} />
      )}
      {rows.length === 0 ? <p className="text-muted">{t("noneIndexed")}</p> : null}
      <ul className="mb-3 flex flex-wrap gap-2">
        {rows.map(({ name, state }) => {
          const found = fieldOf(object, name);
          return (
            <li key={name}>
              <button
                type="button"
                disabled={found === undefined}
                onClick={() => found === undefined || props.onField(found[0])}
                className="flex h-7 items-center gap-2 rounded-md border border-line-strong bg-surface px-2 hover:bg-surface-hover"
              >
                <span>{text(found?.[1].label, name)}</span>
                {state === "ready" ? (
                  <span className="sr-only">{t("ready")}</span>
                ) : (
                  <Chip tone={state === "filling" ? "info" : "warning"} dot className="!h-5">
                    {state === "filling" ? t("isFilling") : t("without")}
                  </Chip>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {slots.without.length > 0 ? <p className="mb-3 text-muted">{t("withoutHelp", { count: slots.without.length })}</p> : null}
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(120px,1fr))] gap-x-6 gap-y-2" aria-label={t("room")}>
        {slots.room.map(({ kind, free, of }) => (
          <div key={kind}>
            <dt className="text-sm text-muted">{t(`kind.${kind as "text"}`)}</dt>
            <dd className="num">
              <span aria-hidden="true" className="my-1 block h-1 overflow-hidden rounded-sm bg-surface-active">
                <span
                  className={`block h-full ${free === 0 ? "bg-warning-fill" : "bg-accent"}`}
                  style={{ width: `${((of - free) / of) * 100}%` }}
                />
              </span>
              <span className="text-sm">{t("used", { used: of - free, of })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Searched(props: { readonly object: ObjectDocument; readonly slots: Slots; readonly onChanged: () => void }) {
  const { object, slots } = props;
  const t = useTranslations("studio.indexes");
  const text = useText();
  const going = slots.progress.find(({ kind }) => kind === "reindex");
  return (
    <section aria-labelledby="searched-title">
      <h2 id="searched-title" className="mb-1 font-semibold">
        {t("searched")}
      </h2>
      <p className="mb-2 text-muted">{slots.searched.length === 0 ? t("searchedNone") : t("searchedHelp")}</p>
      <ul className="mb-3 flex flex-wrap gap-2">
        {slots.searched.map((name) => (
          <li key={name}>
            <Chip outlined>{text(fieldOf(object, name)?.[1].label, name)}</Chip>
          </li>
        ))}
      </ul>
      {going !== undefined ? (
        <Bar label={t("reindexing")} done={going.done} total={going.total} />
      ) : slots.searched.length > 0 ? (
        <Begun label={t("reindex")} said={t("reindexHelp")} path={`/objects/${object.name}/reindex`} onBegun={props.onChanged} />
      ) : null}
    </section>
  );
}

/** Work that somebody may begin. */
function Begun(props: { readonly label: string; readonly said: string; readonly path: string; readonly onBegun: () => void }) {
  const tell = useTell();
  const [busy, setBusy] = useState(false);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-3">
      <Button
        size="sm"
        icon="refresh-cw"
        isBusy={busy}
        onPress={async () => {
          setBusy(true);
          await api(props.path, { body: {} }).then(props.onBegun, (fault: unknown) => toast(tell(fault)));
          setBusy(false);
        }}
      >
        {props.label}
      </Button>
      <span className="text-sm text-muted">{props.said}</span>
    </div>
  );
}

/** How far work behind a publish is: a bar where it is known how much there is, and always in words. */
function Bar(props: { readonly label: string; readonly done: number; readonly total: number | undefined }) {
  const t = useTranslations("studio.indexes");
  const format = useFormatter();
  const part = props.total === undefined || props.total === 0 ? undefined : Math.min(1, props.done / props.total);
  return (
    <div className="mb-3 flex max-w-105 flex-col gap-1">
      <div
        role="progressbar"
        aria-label={props.label}
        {...(part === undefined ? {} : { "aria-valuenow": Math.round(part * 100), "aria-valuemin": 0, "aria-valuemax": 100 })}
        className="h-1.5 overflow-hidden rounded-sm bg-surface-active"
      >
        <div
          className={`h-full rounded-sm bg-accent ${part === undefined ? "opacity-40" : ""}`}
          style={{ width: `${(part ?? 1) * 100}%` }}
        />
      </div>
      <span className="num text-sm text-muted">
        {props.label} ·{" "}
        {props.total === undefined ? t("begins") : t("progress", { done: format.number(props.done), total: format.number(props.total) })}
      </span>
    </div>
  );
}
