"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, Banner, Button, Chip, Dialog, Skeleton, toast, useFormatter, useTell, useTranslations } from "#components";
import { toneOfDelivery, type Detail, type Webhook } from "./webhook-types.ts";

/** One delivery: what was sent, and each attempt with what the receiver answered. */
export function DeliveryPanel(props: {
  readonly webhook: Webhook;
  readonly id: string;
  readonly topicOf: (topic: string) => string;
  readonly objectOf: (name: string | null) => string;
  readonly onClose: () => void;
}) {
  const { webhook, id, onClose } = props;
  const t = useTranslations("run.webhooks");
  const format = useFormatter();
  const tell = useTell();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const { data, isError } = useQuery({
    queryKey: ["webhooks", webhook.id, "delivery", id],
    queryFn: () => api<Detail>(`/webhooks/${webhook.id}/deliveries/${id}`),
    refetchInterval: 4_000,
  });
  const replay = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await api(`/webhooks/${webhook.id}/deliveries/${id}/replay`, { body: {} });
      toast(t("replayed", { count: 1 }));
      await cache.invalidateQueries({ queryKey: ["webhooks", webhook.id] });
    } catch (thrown) {
      setFault(tell(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      side="end"
      width={520}
      title={
        data === undefined
          ? t("delivery")
          : `${props.topicOf(data.topic)}${data.object === null ? "" : ` · ${props.objectOf(data.object)}`}`
      }
      actions={
        <Button
          variant="primary"
          icon="rotate-ccw"
          isBusy={busy}
          isDisabled={!webhook.enabled || data === undefined}
          onPress={() => void replay()}
        >
          {t("replay")}
        </Button>
      }
    >
      {fault === undefined ? null : <Banner tone="danger" title={fault} className="mb-4" />}
      {isError ? <Banner tone="danger" title={t("failedToLoad")} /> : null}
      {data === undefined ? (
        isError ? null : (
          <Skeleton className="h-40" />
        )
      ) : (
        <div className="flex flex-col gap-6">
          <div className="flex flex-wrap items-center gap-2">
            <Chip tone={toneOfDelivery[data.state]} dot>
              {t(`state.${data.state}`)}
            </Chip>
            <span className="text-sm text-muted">{t("attemptCount", { count: data.attempts })}</span>
          </div>
          <Part title={t("request")}>
            {data.held ? (
              <p className="text-sm text-muted">{t("bodyHeld")}</p>
            ) : (
              <>
                <Code>{`POST ${webhook.url}\nwebhook-id: ${data.eventId}\nwebhook-timestamp: ${timestampOf(data)}\nwebhook-signature: v1,…\ncontent-type: application/json`}</Code>
                {data.body === null ? (
                  <p className="mt-2 text-sm text-muted">{t("bodyHidden")}</p>
                ) : (
                  <Code className="mt-2 max-h-80">{JSON.stringify(data.body, null, 2)}</Code>
                )}
              </>
            )}
          </Part>
          <Part title={t("attemptsTitle")}>
            {data.log.length === 0 ? (
              <p className="text-sm text-muted">{t("noAttempts")}</p>
            ) : (
              <ol className="flex flex-col gap-3">
                {data.log.toReversed().map((attempt) => (
                  <li key={attempt.at} className="border-l-2 border-line pl-3">
                    <div className="flex flex-wrap items-baseline gap-x-2">
                      <span className={attempt.status !== undefined && attempt.status < 300 ? "font-medium" : "font-medium text-danger"}>
                        {attempt.status === undefined ? t(`fault.${attempt.error ?? "unreachable"}`) : `HTTP ${attempt.status}`}
                      </span>
                      <span className="num text-sm text-muted">{attempt.ms} ms</span>
                      <span className="num text-sm text-muted">
                        {format.dateTime(new Date(attempt.at), { dateStyle: "medium", timeStyle: "medium" })}
                      </span>
                    </div>
                    {attempt.response === undefined || attempt.response === "" ? null : (
                      <Code className="mt-1 max-h-40">{attempt.response}</Code>
                    )}
                  </li>
                ))}
              </ol>
            )}
          </Part>
        </div>
      )}
    </Dialog>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Code({ children, className = "" }: { readonly children: string; readonly className?: string }) {
  return (
    <pre
      tabIndex={0}
      className={`overflow-auto rounded-md border border-line bg-surface-sunken p-3 font-mono text-sm break-words whitespace-pre-wrap ${className}`}
    >
      {children}
    </pre>
  );
}

/** Of the last try, in seconds. */
const timestampOf = ({ last }: Detail): string => (last === null ? "…" : String(Math.floor(Date.parse(last.at) / 1_000)));
