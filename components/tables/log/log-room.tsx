"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { DateTimeField } from "../../ui/date-field.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/select.tsx";
import { OptionChip } from "../cell-view.tsx";
import type { Column } from "../column.ts";
import { FactsLine } from "../examples/examples-room.tsx";
import { type DecisionFilter, type LoggedDecision, readDecisions } from "../server.ts";
import { mainColumn } from "../tester/offered.tsx";
import { valueText } from "../tester/words.ts";
import { DecisionPanel } from "./decision-panel.tsx";
import { useTell } from "../../render/say.ts";

/** Time, facts, outcome; one below the other on a phone. The bar of the chosen one stands in the padding. */
const columnsOfLog = "grid gap-x-4 border-l-2 pr-4 pl-3.5 sm:grid-cols-[112px_minmax(0,3fr)_minmax(0,2fr)]";

/** What the published table decided, newest first; one of them opens beside the list. */
export function LogRoom(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly isPublished: boolean;
  readonly places: ReadonlyMap<string, number>;
  /** takes the facts of a decision into the tester */
  readonly onTry: (decision: LoggedDecision) => void;
}) {
  const tell = useTell();
  const { table, columns } = props;
  const t = useTranslations("studio.tables.log");
  const text = useText();
  const locale = useLocale();
  const format = useFormatter();
  const [filter, setFilter] = useState<DecisionFilter>({});
  const [chosen, setChosen] = useState<string>();
  const main = mainColumn(table, columns);
  const timeZone = table.timezone ?? "UTC";
  const log = useInfiniteQuery({
    queryKey: ["decisions", table.name, filter],
    queryFn: ({ pageParam, signal }) => readDecisions(table.name, filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: props.isPublished,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const decisions = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const open = decisions.find(({ id }) => id === chosen);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const set = (part: Partial<DecisionFilter>): void => setFilter({ ...filter, ...part });

  return (
    <div
      className={cx(
        "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)]",
        open !== undefined && "sm:grid-cols-[minmax(0,1fr)_var(--panel)] max-sm:[&>:first-child]:hidden",
      )}
    >
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="flex min-h-12 flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-2">
          {main === undefined || main.options.length === 0 ? null : (
            <Select
              size="sm"
              hideLabel
              label={t("option")}
              className="w-44"
              items={[
                { id: "", label: t("anyOption") },
                ...main.options.map((option) => ({ id: option.id, label: text(option.label, option.id) })),
              ]}
              value={filter.option ?? ""}
              onChange={(option) => set({ option: option === "" ? undefined : option })}
            />
          )}
          <Select
            size="sm"
            hideLabel
            label={t("kind")}
            className="w-44"
            items={(["all", "empty", "fallback", "candidate"] as const).map((id) => ({ id, label: t(`kinds.${id}`) }))}
            value={filter.empty ? "empty" : filter.fallback ? "fallback" : filter.variant ? "candidate" : "all"}
            onChange={(kind) =>
              set({
                empty: kind === "empty" ? "true" : undefined,
                fallback: kind === "fallback" ? "true" : undefined,
                variant: kind === "candidate" ? "candidate" : undefined,
              })
            }
          />
          <DateTimeField size="sm" hideLabel label={t("from")} timeZone={timeZone} value={filter.from} onChange={(from) => set({ from })} />
          <span className="text-muted">–</span>
          <DateTimeField size="sm" hideLabel label={t("to")} timeZone={timeZone} value={filter.to} onChange={(to) => set({ to })} />
          <span className="text-sm text-muted">{timeZone}</span>
          {isFiltered ? (
            <Button size="sm" variant="ghost" onPress={() => setFilter({})}>
              {t("clear")}
            </Button>
          ) : null}
          <span className="flex-1" />
          <IconButton icon="refresh-cw" size="sm" label={t("again")} onPress={() => void log.refetch()} />
        </div>
        <div className="min-h-0 flex-1 overflow-auto">
          {!props.isPublished ? (
            <EmptyState title={t("notPublished")}>{t("noneHelp")}</EmptyState>
          ) : log.isError ? (
            <Banner tone="danger" className="m-4" title={t("cannotRead")}>
              <p>{tell(log.error)}</p>
            </Banner>
          ) : decisions.length === 0 && !log.isPending && !log.hasNextPage ? (
            <EmptyState title={t(isFiltered ? "noneFound" : "none")}>{t(isFiltered ? "noneFoundHelp" : "noneHelp")}</EmptyState>
          ) : (
            <>
              <div
                aria-hidden="true"
                className={cx(
                  columnsOfLog,
                  "sticky top-0 z-10 h-8 items-center border-b border-line border-l-transparent bg-surface-sunken text-sm text-muted max-sm:hidden",
                )}
              >
                <span>{t("head.at")}</span>
                <span>{t("head.facts")}</span>
                <span>{t("head.given")}</span>
              </div>
              <ul aria-label={t("title")}>
                {decisions.map((each) => (
                  <li key={each.id} className="border-b border-line">
                    <button
                      type="button"
                      aria-current={each === open}
                      onClick={() => setChosen(each === open ? undefined : each.id)}
                      className={cx(
                        columnsOfLog,
                        "w-full items-start py-1.5 text-left hover:bg-surface-hover",
                        each === open ? "border-l-accent bg-accent-soft" : "border-l-transparent",
                      )}
                    >
                      <time
                        dateTime={each.keptAt}
                        title={format.dateTime(new Date(each.keptAt), { dateStyle: "full", timeStyle: "long", timeZone })}
                        className="num text-sm leading-6 text-muted"
                      >
                        {format.dateTime(new Date(each.keptAt), {
                          month: "2-digit",
                          day: "2-digit",
                          hour: "2-digit",
                          minute: "2-digit",
                          second: "2-digit",
                          hourCycle: "h23",
                          timeZone,
                        })}
                      </time>
                      <span className="min-w-0 text-sm leading-6">
                        <FactsLine facts={each.facts} columns={columns} />
                      </span>
                      <span className="flex min-h-6 min-w-0 flex-wrap items-center gap-1">
                        {each.empty ? <Chip tone="danger">{t("kinds.empty")}</Chip> : null}
                        {each.fallback ? <Chip tone="warning">{t("kinds.fallback")}</Chip> : null}
                        {each.variant === "candidate" ? <Chip tone="info">{t("kinds.candidate")}</Chip> : null}
                        {each.outputs.slice(0, 6).map((output, at) => {
                          const value = main === undefined ? undefined : output[main.name];
                          return <OptionChip key={at} id={String(value ?? "")} text={valueText(value, main, locale)} />;
                        })}
                        {each.outputs.length > 6 ? <span className="num text-sm text-muted">+{each.outputs.length - 6}</span> : null}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
          {log.hasNextPage ? (
            <div className="px-4 py-3">
              <Button size="sm" isBusy={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
                {t("more")}
              </Button>
            </div>
          ) : null}
        </div>
      </div>
      {open === undefined ? null : <DecisionPanel key={open.id} {...props} decision={open} onClose={() => setChosen(undefined)} />}
    </div>
  );
}
