"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  api,
  Banner,
  Button,
  Chip,
  EmptyState,
  Moment,
  PlainButton,
  SegmentedControl,
  Table,
  useTranslations,
  withQuery,
} from "#components";
import { DeliveryPanel } from "./delivery-panel.tsx";
import { isRecordTopic, toneOfDelivery, type Choice, type Delivery, type Webhook } from "./webhook-types.ts";

export interface DeliveryPage {
  readonly data: readonly Delivery[];
  readonly next: string | null;
}
const states = ["all", "waiting", "delivered", "failed"] as const;

/** What was sent and what came of it, the latest first. */
export function Deliveries(props: {
  readonly webhook: Webhook;
  readonly initial: DeliveryPage;
  readonly at: number;
  readonly objects: readonly Choice[];
}) {
  const { webhook } = props;
  const t = useTranslations("run.webhooks");
  const [state, setState] = useState<(typeof states)[number]>("all");
  const [chosen, setChosen] = useState<string | undefined>();
  const deliveries = useInfiniteQuery({
    queryKey: ["webhooks", webhook.id, "deliveries", state],
    queryFn: ({ pageParam }) =>
      api<DeliveryPage>(
        withQuery(`/webhooks/${webhook.id}/deliveries`, { limit: 50, cursor: pageParam, ...(state === "all" ? {} : { state }) }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: 4_000,
    ...(state === "all" ? { initialData: { pages: [props.initial], pageParams: [undefined] }, initialDataUpdatedAt: props.at } : {}),
  });
  const rows = deliveries.data?.pages.flatMap(({ data }) => data) ?? [];
  const topicOf = (topic: string) => (isRecordTopic(topic) ? t(`topics.${topic.slice("record.".length) as "created"}`) : topic);
  const objectOf = (name: string | null) => props.objects.find(({ id }) => id === name)?.label ?? name ?? "–";
  return (
    <section aria-label={t("deliveries")} className="card overflow-hidden">
      <header className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="font-semibold">{t("deliveries")}</h2>
        <span className="flex-1" />
        <div className="max-w-full overflow-x-auto">
          <SegmentedControl
            label={t("state.label")}
            size="sm"
            value={state}
            onChange={(next) => setState(next as typeof state)}
            items={states.map((each) => ({ id: each, label: t(`state.${each}`) }))}
          />
        </div>
      </header>
      {deliveries.isError ? <Banner tone="danger" title={t("failedToLoad")} className="m-4" /> : null}
      {rows.length === 0 ? (
        <EmptyState title={t("noDeliveries")}>{t("noDeliveriesHelp")}</EmptyState>
      ) : (
        <>
          <ul aria-label={t("deliveries")} className="sm:hidden">
            {rows.map((row) => (
              <li key={row.id} className="border-line not-first:border-t">
                <PlainButton className="flex w-full items-center gap-3 px-4 py-2 text-left" onPress={() => setChosen(row.id)}>
                  <span className="min-w-0 flex-1">
                    <span className="block ellipsis font-medium">
                      {topicOf(row.topic)}
                      {row.object === null ? "" : ` · ${objectOf(row.object)}`}
                    </span>
                    <span className="block text-sm text-muted">
                      <Moment at={row.createdAt} /> · <Answer last={row.last} />
                    </span>
                  </span>
                  <Chip tone={toneOfDelivery[row.state]} dot>
                    {t(`state.${row.state}`)}
                  </Chip>
                </PlainButton>
              </li>
            ))}
          </ul>
          <Table
            className="max-sm:hidden"
            label={t("deliveries")}
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              {
                id: "event",
                label: t("event"),
                render: (row) => (
                  <PlainButton className="rounded-sm text-accent-text hover:underline" onPress={() => setChosen(row.id)}>
                    {topicOf(row.topic)}
                  </PlainButton>
                ),
              },
              { id: "object", label: t("object"), render: (row) => objectOf(row.object) },
              {
                id: "state",
                label: t("state.label"),
                render: (row) => (
                  <Chip tone={toneOfDelivery[row.state]} dot>
                    {t(`state.${row.state}`)}
                  </Chip>
                ),
              },
              { id: "attempts", label: t("attempts"), align: "end", render: (row) => row.attempts },
              { id: "answer", label: t("lastAnswer"), render: (row) => <Answer last={row.last} /> },
              { id: "took", label: t("took"), align: "end", render: (row) => (row.last === null ? "–" : `${row.last.ms} ms`) },
              {
                id: "next",
                label: t("nextTry"),
                render: (row) => (row.dueAt === null || row.attempts === 0 ? "–" : <Moment at={row.dueAt} />),
              },
              { id: "at", label: t("happened"), render: (row) => <Moment at={row.createdAt} /> },
            ]}
          />
        </>
      )}
      {deliveries.hasNextPage ? (
        <div className="border-t border-line p-2">
          <Button size="sm" variant="ghost" isBusy={deliveries.isFetchingNextPage} onPress={() => void deliveries.fetchNextPage()}>
            {t("earlier")}
          </Button>
        </div>
      ) : null}
      {chosen === undefined ? null : (
        <DeliveryPanel webhook={webhook} id={chosen} topicOf={topicOf} objectOf={objectOf} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}

function Answer({ last }: { readonly last: Delivery["last"] }) {
  const t = useTranslations("run.webhooks");
  if (last === null) return "–";
  if (last.status === undefined) return <span className="text-danger">{t(`fault.${last.error ?? "unreachable"}`)}</span>;
  return <span className={last.status >= 200 && last.status < 300 ? "num" : "num text-danger"}>{last.status}</span>;
}
