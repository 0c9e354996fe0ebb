"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  api,
  ApiProblem,
  Banner,
  Button,
  Card,
  Chip,
  Link,
  Moment,
  Table,
  toast,
  useFormatter,
  useTell,
  useTranslations,
} from "#components";
import { toneOfRun, type Run, type RunEvent } from "../../run-types.ts";

interface Data {
  readonly run: Run;
  readonly history: readonly RunEvent[];
}

export function RunDetail(props: { readonly revision: number; readonly flow: string; readonly initial: Data; readonly at: number }) {
  const t = useTranslations("run.console");
  const ts = useTranslations("run.status");
  const format = useFormatter();
  const tell = useTell();
  const client = useQueryClient();
  const { id } = props.initial.run;
  const key = [props.revision, "runs", { id }];
  const { data } = useQuery({
    queryKey: key,
    queryFn: async (): Promise<Data> => {
      const [run, history] = await Promise.all([api<Run>(`/runs/${id}`), api<{ data: RunEvent[] }>(`/runs/${id}/history`)]);
      return { run, history: history.data };
    },
    initialData: props.initial,
    initialDataUpdatedAt: props.at,
    refetchInterval: (query) => (query.state.data?.run.status === "running" ? 2_000 : false),
  });
  const [busy, setBusy] = useState<string | undefined>();
  const [fault, setFault] = useState<string | undefined>();
  const act = async (deed: "cancel" | "redrive") => {
    setBusy(deed);
    setFault(undefined);
    try {
      await api(`/runs/${id}/${deed}`, { body: {} });
      toast(deed === "cancel" ? t("cancelled") : t("redriven"));
      await client.invalidateQueries({ queryKey: key });
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown;
      setFault(tell(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const { run, history } = data;
  const until = run.waitingFor?.until;
  const clock = until == null ? "–" : format.dateTime(new Date(until), { dateStyle: "medium", timeStyle: "medium" });
  return (
    <>
      <header className="flex flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-3 sm:px-6">
        <div className="min-w-0 flex-1">
          <Link href="/console" className="text-sm text-muted hover:underline">
            {t("runs")}
          </Link>
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="text-xl font-semibold">{props.flow}</h1>
            <Chip tone={toneOfRun[run.status]} dot>
              {ts(run.status)}
            </Chip>
            <span className="ellipsis font-mono text-sm text-faint">{run.name}</span>
          </div>
        </div>
        {run.status === "failed" || run.status === "timedOut" ? (
          <Button icon="rotate-ccw" isBusy={busy === "redrive"} onPress={() => void act("redrive")}>
            {t("redrive")}
          </Button>
        ) : null}
        {run.status === "running" ? (
          <Button variant="danger" isBusy={busy === "cancel"} onPress={() => void act("cancel")}>
            {t("cancel")}
          </Button>
        ) : null}
      </header>
      <div className="grid items-start gap-4 p-4 sm:p-6 lg:grid-cols-[minmax(0,1fr)_376px]">
        <div className="flex min-w-0 flex-col gap-4">
          {fault === undefined ? null : <Banner tone="danger" title={fault} />}
          {run.status === "running" ? (
            <Banner tone={run.waitingFor === null ? "info" : "warning"} title={t("whyWaits")} icon="clock-3">
              {run.waitingFor === null || run.waitingFor.for === "worker"
                ? t("waitsNothing")
                : run.waitingFor.for === "time" || run.waitingFor.for === "retry"
                  ? t("waitsTimer", { step: run.waitingFor.step, time: clock })
                  : t("waitsAnswer", { step: run.waitingFor.step, time: clock })}
            </Banner>
          ) : null}
          {run.error === null ? null : (
            <Banner tone="danger" title={<span className="font-mono">{run.error}</span>}>
              {run.cause}
            </Banner>
          )}
          <Card id="history" title={t("history")} count={history.length}>
            <Table
              label={t("history")}
              isCompact
              rows={history}
              rowKey={(event) => String(event.eventId)}
              columns={[
                { id: "n", label: "#", align: "end", width: 48, render: (event) => event.eventId },
                { id: "event", label: t("event"), render: (event) => <span className="font-mono text-sm">{event.type}</span> },
                { id: "step", label: t("step"), render: (event) => event.step ?? "–" },
                { id: "time", label: t("time"), render: (event) => <Moment at={event.at} /> },
                { id: "detail", label: t("detail"), render: (event) => <Json value={event.detail} /> },
              ]}
            />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card id="input" title={t("input")}>
            <Block value={run.input} />
          </Card>
          <Card id="output" title={t("output")}>
            <Block value={run.output} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Json({ value }: { readonly value: unknown }) {
  const text = JSON.stringify(value);
  return text === "{}" || text === undefined ? (
    "–"
  ) : (
    <code className="font-mono text-sm text-muted" title={text}>
      {text}
    </code>
  );
}

const Block = ({ value }: { readonly value: unknown }) => (
  <pre tabIndex={0} className="max-h-80 overflow-auto px-4 py-3 font-mono text-sm whitespace-pre-wrap">
    {value === null || value === undefined ? "–" : JSON.stringify(value, null, 2)}
  </pre>
);
