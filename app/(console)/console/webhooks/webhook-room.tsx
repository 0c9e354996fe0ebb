"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, Banner, Button, Chip, IconButton, Link, Menu, Moment, toast, useFormatter, useTell, useTranslations } from "#components";
import { Deliveries, type DeliveryPage } from "./deliveries.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { Topics } from "./topics.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { standingOf, type Choices, type Delivery, type Webhook, type WithSecret } from "./webhook-types.ts";

type Open = "edit" | "replay" | "delete";

/** One webhook: what it sends where, its log, and what can be done with it. */
export function WebhookRoom(props: {
  readonly initial: Webhook;
  readonly deliveries: DeliveryPage;
  readonly choices: Choices;
  readonly at: number;
}) {
  const { choices } = props;
  const { id } = props.initial;
  const t = useTranslations("run.webhooks");
  const format = useFormatter();
  const tell = useTell();
  const cache = useQueryClient();
  const { data: webhook } = useQuery({
    queryKey: ["webhooks", id],
    queryFn: () => api<Webhook>(`/webhooks/${id}`),
    initialData: props.initial,
    initialDataUpdatedAt: props.at,
    refetchInterval: 10_000,
  });
  const [open, setOpen] = useState<Open | undefined>();
  const [secret, setSecret] = useState<WithSecret | undefined>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const refresh = () => cache.invalidateQueries({ queryKey: ["webhooks"] });
  const act = async (deed: () => Promise<string | undefined>) => {
    setBusy(true);
    setFault(undefined);
    try {
      const done = await deed();
      if (done !== undefined) toast(done);
      await refresh();
    } catch (thrown) {
      setFault(tell(thrown));
    } finally {
      setBusy(false);
    }
  };
  const changed = (next: WithSecret) => {
    if (next.secret !== undefined) setSecret(next);
    void refresh();
  };
  const test = () =>
    act(async () => {
      await api<Delivery>(`/webhooks/${id}/test`, { body: {} });
      return t("tested");
    });
  const enable = (enabled: boolean) =>
    act(async () => {
      await api(`/webhooks/${id}`, { method: "PATCH", body: { enabled } });
      return enabled ? t("enabled") : t("disabled");
    });
  const rotate = () =>
    act(async () => {
      setSecret(await api<WithSecret>(`/webhooks/${id}/rotate`, { body: {} }));
      return undefined;
    });
  const { word, tone } = standingOf(webhook);
  const labelOf = (list: Choices["objects"], name: string) => list.find((each) => each.id === name)?.label ?? name;
  const name = webhook.description === "" ? (URL.parse(webhook.url)?.host ?? webhook.url) : webhook.description;
  const clock = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <>
      <header className="flex flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-3 sm:px-6">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <Link href="/console/webhooks" className="text-sm text-muted hover:underline">
            {t("title")}
          </Link>
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="ellipsis text-xl font-semibold">{name}</h1>
            <Chip tone={tone} dot>
              {t(`standing.${word}`)}
            </Chip>
          </div>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button icon="send" isBusy={busy} isDisabled={!webhook.enabled} onPress={() => void test()}>
            {t("test")}
          </Button>
          <Button icon="pencil" onPress={() => setOpen("edit")}>
            {t("editShort")}
          </Button>
          <Menu
            label={t("more")}
            placement="bottom end"
            trigger={<IconButton icon="ellipsis" label={t("more")} variant="default" />}
            groups={[
              {
                entries: [
                  { id: "replay", label: t("replayMany"), icon: "rotate-ccw", isDisabled: !webhook.enabled },
                  { id: "rotate", label: t("rotate"), icon: "refresh-cw" },
                  { id: "toggle", label: webhook.enabled ? t("disable") : t("enable"), icon: webhook.enabled ? "pause" : "play" },
                ],
              },
              { entries: [{ id: "delete", label: t("delete"), icon: "trash-2", isDanger: true }] },
            ]}
            onAction={(deed) => {
              if (deed === "rotate") void rotate();
              else if (deed === "toggle") void enable(!webhook.enabled);
              else setOpen(deed as Open);
            }}
          />
        </div>
      </header>
      <div className="flex max-w-[1120px] flex-col gap-4 p-4 sm:p-6">
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
        {webhook.problem === null || webhook.enabled ? null : (
          <Banner
            tone="danger"
            title={t(`problem.${webhook.problem}`)}
            actions={
              <Button size="sm" isBusy={busy} onPress={() => void enable(true)}>
                {t("enable")}
              </Button>
            }
          >
            {t("problem.help")}
          </Banner>
        )}
        {webhook.enabled && webhook.failingSince !== null ? (
          <Banner tone="warning" title={t("failingSince", { time: clock(webhook.failingSince) })}>
            {t("failingHelp")}
          </Banner>
        ) : null}
        <dl className="card grid items-baseline gap-x-4 p-4 max-sm:gap-y-1 sm:grid-cols-[140px_minmax(0,1fr)] sm:gap-y-3 max-sm:[&>dd:not(:last-child)]:mb-2">
          <dt className="text-sm text-muted">{t("url")}</dt>
          <dd className="min-w-0 font-mono text-sm break-all">{webhook.url}</dd>
          <dt className="text-sm text-muted">{t("events")}</dt>
          <dd className="flex flex-wrap gap-1">
            <Topics topics={webhook.topics} objects={webhook.objects.map((each) => labelOf(choices.objects, each))} />
          </dd>
          <dt className="text-sm text-muted">{t("roles")}</dt>
          <dd className="flex flex-wrap gap-1">
            {webhook.roles.map((role) => (
              <Chip key={role}>{labelOf(choices.roles, role)}</Chip>
            ))}
          </dd>
          <dt className="text-sm text-muted">{t("secret")}</dt>
          <dd>
            <span className="font-mono text-sm text-muted">whsec_••••••••</span>
            {webhook.rotatingUntil === null ? null : (
              <span className="ml-2 text-sm text-muted">{t("rotating", { time: clock(webhook.rotatingUntil) })}</span>
            )}
          </dd>
          <dt className="text-sm text-muted">{t("since")}</dt>
          <dd>
            <Moment at={webhook.createdAt} />
          </dd>
        </dl>
        <Deliveries webhook={webhook} initial={props.deliveries} at={props.at} objects={choices.objects} />
      </div>
      {open === "edit" ? (
        <WebhookDialog
          webhook={webhook}
          choices={choices}
          onClose={() => setOpen(undefined)}
          onDone={(next) => {
            setOpen(undefined);
            changed(next);
            toast(t("saved"));
          }}
        />
      ) : null}
      {open === "replay" ? <ReplayDialog id={id} onClose={() => setOpen(undefined)} onDone={() => void refresh()} /> : null}
      {open === "delete" ? <DeleteDialog id={id} name={name} onClose={() => setOpen(undefined)} /> : null}
      <SecretDialog webhook={secret} onClose={() => setSecret(undefined)} />
    </>
  );
}
