"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { ApiProblem } from "../../data/index.ts";
import { Conversion } from "../../designer/change/conversions.tsx";
import { ProblemList } from "../../designer/problem-list.tsx";
import type { Published, StudioJob } from "../../designer/server.ts";
import { useStudio } from "../../designer/studio-context.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { Column } from "../column.ts";
import { type Rollout, readRollouts, revertTable } from "../server.ts";
import { useMomentIn } from "../zone.tsx";
import { Differences } from "./differences.tsx";
import { RunningRollout } from "./running-rollout.tsx";
import { ScheduledPublish } from "./scheduled-publish.tsx";
import { StartRollout } from "./start-rollout.tsx";
import { useTell } from "../../render/say.ts";

/** How often figures are read again while a rollout runs, and how often it is looked whether one does, in milliseconds. */
const [every, nowAndThen] = [2_000, 15_000];

/** The draft beside the published table: in its shadow, or for a share of the keys, until it is promoted, stopped or rolls back by itself. */
export function RolloutRoom(props: { readonly table: TableDocument; readonly columns: readonly Column[]; readonly isPublished: boolean }) {
  const tell = useTell();
  const { table } = props;
  const t = useTranslations("studio.tables.rollout");
  const { announce, reopen } = useStudio();
  const cache = useQueryClient();
  const [starting, setStarting] = useState(false);
  const [fault, setFault] = useState<Error>();
  const [busy, setBusy] = useState<string>();
  const [reverting, setReverting] = useState(false);
  /** what goes live when its job has ended, and what is said then */
  const [converting, setConverting] = useState<{ readonly job: StudioJob; readonly done: string }>();
  const rollouts = useQuery({
    queryKey: ["rollouts", table.name],
    queryFn: () => readRollouts(table.name),
    enabled: props.isPublished,
    refetchInterval: ({ state }) => (state.data?.some((each) => each.state === "running") === true ? every : nowAndThen),
    retry: false,
    staleTime: 0,
  });
  const running = rollouts.data?.find(({ state }) => state === "running");
  const past = rollouts.data?.filter(({ state }) => state !== "running") ?? [];

  const readAgain = useCallback(() => cache.invalidateQueries({ queryKey: ["rollouts", table.name] }), [cache, table.name]);
  const ended = useCallback(
    ({ state }: StudioJob) => {
      if (state === "succeeded" && converting !== undefined) announce(converting.done);
      void readAgain();
    },
    [announce, converting, readAgain],
  );

  /** What goes wrong stands above. @returns whether it was done */
  const attempt = async (name: string, deed: () => Promise<void>): Promise<boolean> => {
    setBusy(name);
    setFault(undefined);
    try {
      await deed();
      return true;
    } catch (error) {
      setFault(error as Error);
      return false;
    } finally {
      setBusy(undefined);
    }
  };
  /** Does one deed and reads again. */
  const act = (name: string, deed: () => Promise<unknown>, done: string): Promise<boolean> =>
    attempt(name, async () => {
      await deed();
      announce(done);
      await readAgain();
    });
  /** The same for what makes something live: at once, or when values have been converted. */
  const publish = (name: string, deed: () => Promise<Published>, done: string): Promise<boolean> =>
    attempt(name, async () => {
      const { job } = await deed();
      if (job !== undefined) {
        setConverting({ job, done });
        return;
      }
      announce(done);
      await readAgain();
      reopen();
    });

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-[1024px] flex-col gap-6 p-4">
        {converting === undefined ? null : <Conversion key={converting.job.id} begun={converting.job} onEnded={ended} />}
        {fault === undefined ? null : (
          <Banner tone="danger" title={t("failed")}>
            {fault instanceof ApiProblem && fault.problems.length > 0 ? <ProblemList problems={fault.problems} /> : <p>{tell(fault)}</p>}
          </Banner>
        )}
        {!props.isPublished ? (
          <EmptyState className="px-0 pt-0 pb-0" title={t("notPublished")}>
            {t("noneHelp")}
          </EmptyState>
        ) : rollouts.isError ? (
          <Banner tone="danger" title={t("cannotRead")}>
            <p>{tell(rollouts.error)}</p>
          </Banner>
        ) : rollouts.data === undefined ? (
          <Skeleton rows={3} label={t("reading")} />
        ) : running !== undefined ? (
          <RunningRollout rollout={running} timezone={table.timezone} columns={props.columns} busy={busy} onAct={act} onPublish={publish} />
        ) : starting ? (
          <StartRollout
            table={table}
            columns={props.columns}
            isBusy={busy === "start"}
            onStart={(start) => void act("start", start, t("started")).then((began) => began && setStarting(false))}
            onClose={() => setStarting(false)}
          />
        ) : (
          <EmptyState
            className="px-0 pt-0 pb-0"
            title={t("none")}
            action={
              <div className="flex gap-2">
                <Button icon="rocket" onPress={() => setStarting(true)}>
                  {t("start")}
                </Button>
                <Button variant="ghost" icon="undo-2" isBusy={busy === "revert"} onPress={() => setReverting(true)}>
                  {t("revert")}
                </Button>
              </div>
            }
          >
            {t("noneHelp")}
          </EmptyState>
        )}
        {running?.mode === "shadow" ? <Differences rollout={running} table={table} columns={props.columns} /> : null}
        <ConfirmDialog
          isOpen={reverting}
          onClose={() => setReverting(false)}
          title={t("revert")}
          deed={t("revertNow")}
          onConfirm={() => {
            setReverting(false);
            void publish("revert", () => revertTable(table.name), t("reverted"));
          }}
        >
          <p>{t("revertHelp")}</p>
        </ConfirmDialog>
        {props.isPublished ? <ScheduledPublish timezone={table.timezone} /> : null}
        {past.length === 0 ? null : (
          <section aria-label={t("past")}>
            <h3 className="mb-2 text-sm font-semibold">{t("past")}</h3>
            <ul className="divide-y divide-line rounded-md border border-line">
              {past.map((each) => (
                <PastRollout key={each.id} rollout={each} timezone={table.timezone}>
                  {each.mode === "shadow" && each.counts.different > 0 ? (
                    <Differences rollout={each} table={table} columns={props.columns} hideTitle />
                  ) : null}
                </PastRollout>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

/** The share that passed its limit, and the limit. */
function WhatPassed({ details = {}, message }: { readonly details?: NonNullable<Rollout["reason"]>["details"]; readonly message: string }) {
  const t = useTranslations("studio.tables.rollout");
  const format = useFormatter();
  const { share, of, most, above, published } = details;
  if (typeof share !== "number" || typeof of !== "number") return message;
  const percent = (value: unknown): string => format.number(Number(value), { style: "percent", maximumFractionDigits: 2 });
  const limit =
    typeof most === "number" ? t("atMost", { share: percent(most) }) : `${t("above", { share: percent(above) })} (${percent(published)})`;
  return t("passed", { share: percent(share), of: format.number(of), limit });
}

const tones = { promoted: "success", stopped: "neutral", rolled_back: "danger", running: "info" } as const;

/** One that ended, and why. */
function PastRollout({
  rollout,
  timezone,
  children,
}: {
  readonly rollout: Rollout;
  readonly timezone: string | undefined;
  readonly children: ReactNode;
}) {
  const moment = useMomentIn(timezone);
  const [open, setOpen] = useState(false);
  const t = useTranslations("studio.tables.rollout");
  const format = useFormatter();
  const { reason, counts } = rollout;
  return (
    <li className="grid grid-cols-[max-content_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5 px-3 py-2 sm:grid-cols-[max-content_minmax(0,1fr)_max-content]">
      <Chip tone={tones[rollout.state]}>{t(`state.${rollout.state}`)}</Chip>
      <span className="min-w-0">
        {rollout.mode === "canary" ? t("canaryOf", { percent: format.number(rollout.percent ?? 0) }) : t("shadow")}
        {rollout.revision === null ? null : <span className="num text-muted"> · r{rollout.revision}</span>}
        <span className="num text-muted"> · {t("asked", { count: format.number(counts.candidate.asked) })}</span>
        {rollout.mode === "shadow" ? (
          <span className="num text-muted"> · {t("different", { count: format.number(counts.different) })}</span>
        ) : null}
      </span>
      <time className="num text-sm text-muted max-sm:col-start-2" dateTime={rollout.endedAt ?? rollout.createdAt}>
        {moment(rollout.endedAt ?? rollout.createdAt)}
      </time>
      {reason === null ? null : (
        <p className={cx("col-start-2 sm:col-end-4", rollout.state === "rolled_back" ? "text-danger" : "text-muted")}>
          {t.has(`reason.${reason.code}` as never) ? t(`reason.${reason.code}` as never) : reason.message}
          {rollout.state === "rolled_back" && t.has(`reason.${reason.code}` as never) ? (
            <span className="num block text-sm text-muted">
              <WhatPassed details={reason.details} message={reason.message} />
            </span>
          ) : null}
        </p>
      )}
      {children === null ? null : (
        <div className="col-start-2 min-w-0 sm:col-end-4">
          <Button
            size="sm"
            variant="ghost"
            className="-ml-2.5"
            icon={open ? "chevron-down" : "chevron-right"}
            onPress={() => setOpen(!open)}
            aria-expanded={open}
          >
            {t("differences")}
          </Button>
          {open ? children : null}
        </div>
      )}
    </li>
  );
}
