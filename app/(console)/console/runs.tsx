"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, Banner, Button, Chip, EmptyState, Link, Moment, SegmentedControl, Table, useTranslations, withQuery } from "#components";
import { toneOfRun, type Run } from "./run-types.ts";

type Page = { readonly data: readonly Run[] };
const statuses = ["all", "running", "succeeded", "failed", "timedOut", "cancelled"] as const;

export function Runs(props: {
  readonly revision: number;
  readonly flows: Readonly<Record<string, string>>;
  readonly initial: Page;
  readonly at: number;
}) {
  const t = useTranslations("run.console");
  const ts = useTranslations("run.status");
  const tc = useTranslations("common");
  const [status, setStatus] = useState<(typeof statuses)[number]>("all");
  const query = { limit: 100, ...(status === "all" ? {} : { status }) };
  const runs = useQuery({
    queryKey: [props.revision, "runs", query],
    queryFn: () => api<Page>(withQuery("/runs", query)),
    refetchInterval: 5_000,
    ...(status === "all" ? { initialData: props.initial, initialDataUpdatedAt: props.at } : {}),
    placeholderData: (before) => before,
  });
  const rows = runs.data?.data ?? [];
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2 sm:px-6">
        <h1 className="text-xl font-semibold">{t("runs")}</h1>
        <span className="flex-1" />
        <div className="max-w-full overflow-x-auto">
          <SegmentedControl
            label={t("status")}
            size="sm"
            value={status}
            onChange={(next) => setStatus(next as typeof status)}
            items={statuses.map((each) => ({ id: each, label: each === "all" ? t("all") : ts(each) }))}
          />
        </div>
      </header>
      <div className="p-4 sm:p-6">
        {runs.isError ? (
          <Banner
            tone="danger"
            title={tc("errors.title")}
            className="mb-4"
            actions={
              <Button size="sm" onPress={() => void runs.refetch()}>
                {tc("retry")}
              </Button>
            }
          />
        ) : null}
        <div className="card overflow-hidden">
          {rows.length === 0 ? (
            <EmptyState title={t("noRuns")}>{t("noRunsHelp")}</EmptyState>
          ) : (
            <Table
              label={t("runs")}
              rows={rows}
              rowKey={(run) => run.id}
              columns={[
                {
                  id: "run",
                  label: t("run"),
                  render: (run) => (
                    <Link href={`/console/runs/${run.id}`} className="font-mono text-sm text-accent-text hover:underline">
                      {run.name.slice(0, 36)}
                    </Link>
                  ),
                },
                { id: "flow", label: t("flow"), render: (run) => props.flows[run.flow] ?? run.flow },
                {
                  id: "status",
                  label: t("status"),
                  render: (run) => (
                    <Chip tone={toneOfRun[run.status]} dot>
                      {ts(run.status)}
                    </Chip>
                  ),
                },
                {
                  id: "waits",
                  label: t("waitsFor"),
                  render: (run) => (run.waitingFor === null ? "–" : <span className="font-mono text-sm">{run.waitingFor.step}</span>),
                },
                {
                  id: "until",
                  label: t("deadline"),
                  render: (run) => (run.waitingFor?.until == null ? "–" : <Moment at={run.waitingFor.until} />),
                },
                { id: "outcome", label: t("outcome"), render: (run) => run.outcome ?? run.error ?? "–" },
                { id: "started", label: t("started"), render: (run) => <Moment at={run.createdAt} /> },
                { id: "ended", label: t("ended"), render: (run) => (run.finishedAt === null ? "–" : <Moment at={run.finishedAt} />) },
              ]}
            />
          )}
        </div>
      </div>
    </>
  );
}
