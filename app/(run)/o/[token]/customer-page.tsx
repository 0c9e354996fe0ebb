"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import {
  api,
  FollowRevision,
  IconButton,
  keepPreference,
  LinkContext,
  Menu,
  RenderPage,
  useLocale,
  useText,
  useTranslations,
  type LinkJson,
  type LinkState,
} from "#components";
import type { PageDocument, Text } from "#metadata";

/** Short while something is open: the flow answers within a second, a publish must show as fast. */
const pollMs = 1_000;

/** The page was made with prices and the API answers none: while the amount is the one they were computed for, they stay. */
function keepPrices(page: PageDocument, fresh: LinkJson, initial: LinkJson): LinkJson["offered"] {
  const name = Object.values(page.nodes).find((node) => node.component === "order-payment")?.props?.["amount"];
  const amountOf = (link: LinkJson) => JSON.stringify(typeof name === "string" ? link.record[name] : undefined);
  if (amountOf(fresh) !== amountOf(initial)) return fresh.offered;
  return fresh.offered.map((offer) => {
    const price = initial.offered.find((each) => each.value === offer.value && each.field === offer.field)?.price;
    return offer.price !== undefined || price === undefined ? offer : { ...offer, price };
  });
}

export function CustomerPage(props: {
  readonly token: string;
  readonly page: PageDocument;
  readonly tenant: string;
  readonly initial: LinkJson;
  readonly at: number;
  readonly revision: number;
}) {
  const { token, page } = props;
  const text = useText();
  const tc = useTranslations("common");
  const locale = useLocale();
  const client = useQueryClient();
  const key = useMemo(() => [props.revision, "link", { token }], [props.revision, token]);
  const initial = props.initial;
  const link = useQuery({
    queryKey: key,
    queryFn: async () => {
      const fresh = await api<LinkJson>(`/links/${token}`);
      // the API answers ids; what the page brought along for them stays
      const record: Record<string, unknown> = { ...fresh.record };
      for (const [name, value] of Object.entries(initial.record)) {
        if (typeof value === "object" && value !== null && "id" in value && (value as { id: string }).id === record[name])
          record[name] = value;
      }
      return { ...fresh, record: record as LinkJson["record"], offered: keepPrices(page, fresh, initial) };
    },
    initialData: initial,
    initialDataUpdatedAt: props.at,
    refetchInterval: pollMs,
    refetchIntervalInBackground: false,
  });
  const data = link.data;
  const refetch = useCallback(() => void client.invalidateQueries({ queryKey: key }), [client, key]);
  const state = useMemo<LinkState>(
    () => ({
      data,
      refetch,
      answer: async (values) => {
        await api(`/links/${token}/answer`, { body: { values } });
        await client.invalidateQueries({ queryKey: key });
      },
    }),
    [data, refetch, token, client, key],
  );
  const title = Object.values(page.nodes).find((node) => node.component === "order-payment")?.props?.["title"] as Text | undefined;
  return (
    <div className="flex min-h-dvh justify-center bg-canvas">
      <FollowRevision revision={props.revision} />
      <main className="flex min-h-dvh w-full max-w-[480px] flex-col bg-canvas sm:border-x sm:border-line">
        <header className="grid h-13 flex-none grid-cols-[48px_1fr_48px] items-center border-b border-line bg-surface text-center">
          <span />
          <h1 className="ellipsis text-lg font-semibold">{text(title ?? page.label) || props.tenant}</h1>
          <Menu
            label={tc("language")}
            placement="bottom end"
            trigger={<IconButton icon="ellipsis" label={tc("more")} size="touch" />}
            groups={[
              {
                title: tc("language"),
                entries: [
                  { id: "zh", label: "中文", isOn: locale === "zh" },
                  { id: "en", label: "English", isOn: locale === "en" },
                ],
              },
            ]}
            onAction={(to) => {
              keepPreference("locale", to);
              location.reload();
            }}
          />
        </header>
        <LinkContext value={state}>
          <RenderPage page={page} record={data.record} />
        </LinkContext>
      </main>
    </div>
  );
}
