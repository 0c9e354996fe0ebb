"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, Banner, Button, Chip, EmptyState, Link, useTranslations } from "#components";
import { SecretDialog } from "./secret-dialog.tsx";
import { Topics } from "./topics.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { standingOf, type Choices, type Webhook, type WithSecret } from "./webhook-types.ts";

/** All webhooks of the tenant. */
export function WebhookList(props: { readonly initial: readonly Webhook[]; readonly choices: Choices; readonly at: number }) {
  const t = useTranslations("run.webhooks");
  const cache = useQueryClient();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<WithSecret | undefined>();
  const webhooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: async () => (await api<{ readonly data: readonly Webhook[] }>("/webhooks")).data,
    initialData: props.initial,
    initialDataUpdatedAt: props.at,
    refetchInterval: 15_000,
  });
  const labelOf = (name: string) => props.choices.objects.find(({ id }) => id === name)?.label ?? name;
  const add = (
    <Button variant="primary" icon="plus" onPress={() => setMaking(true)}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2 sm:px-6">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <span className="flex-1" />
        {webhooks.data.length === 0 ? null : add}
      </header>
      <div className="p-4 sm:p-6">
        {webhooks.isError ? <Banner tone="danger" title={t("failedToLoad")} className="mb-4" /> : null}
        {webhooks.data.length === 0 ? (
          <div className="card max-w-[960px]">
            <EmptyState title={t("none")} action={add}>
              {t("noneHelp")}
            </EmptyState>
          </div>
        ) : (
          <ul aria-label={t("title")} className="card max-w-[960px]">
            {webhooks.data.map((webhook) => {
              const { word, tone } = standingOf(webhook);
              return (
                <li key={webhook.id} className="border-line not-first:border-t">
                  <Link
                    href={`/console/webhooks/${webhook.id}`}
                    className="grid min-h-14 items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-surface-hover sm:grid-cols-[minmax(0,1fr)_minmax(0,auto)_108px]"
                  >
                    <span className="min-w-0">
                      <span className="block ellipsis font-medium">
                        {webhook.description === "" ? hostOf(webhook.url) : webhook.description}
                      </span>
                      <span className="block ellipsis font-mono text-sm text-muted">{webhook.url}</span>
                    </span>
                    <span className="flex flex-wrap gap-1 sm:justify-end">
                      <Topics topics={webhook.topics} objects={webhook.objects.map(labelOf)} />
                    </span>
                    <span className="sm:text-right">
                      <Chip tone={tone} dot>
                        {t(`standing.${word}`)}
                      </Chip>
                    </span>
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {making ? (
        <WebhookDialog
          choices={props.choices}
          onClose={() => setMaking(false)}
          onDone={(webhook) => {
            setMaking(false);
            setMade(webhook);
            void cache.invalidateQueries({ queryKey: ["webhooks"] });
          }}
        />
      ) : null}
      <SecretDialog webhook={made} onClose={() => setMade(undefined)} />
    </>
  );
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url;
