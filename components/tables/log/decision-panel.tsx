"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Cell, TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { OptionChip } from "../cell-view.tsx";
import { useMomentIn } from "../zone.tsx";
import type { Column } from "../column.ts";
import { type Explanation, type LoggedDecision, explain } from "../server.ts";
import { FailingCells } from "../tester/failing-cells.tsx";
import { Offered, mainColumn } from "../tester/offered.tsx";
import { SplitLine } from "../tester/split-line.tsx";
import { valueText, wantedText } from "../tester/words.ts";
import { useTell } from "../../render/say.ts";

/** One decision: its facts, what it gave, and why an option was shown or hidden, computed again on the version that decided. */
export function DecisionPanel(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
  readonly decision: LoggedDecision;
  readonly onTry: (decision: LoggedDecision) => void;
  readonly onClose: () => void;
}) {
  const tell = useTell();
  const { table, columns, places, decision } = props;
  const t = useTranslations("studio.tables.log");
  const tr = useTranslations("studio.tables.tester");
  const to = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  const [option, setOption] = useState<string>();
  const whole = useQuery({
    queryKey: ["explanation", decision.id],
    queryFn: ({ signal }) => explain(decision.id, undefined, signal),
    retry: false,
  });
  const why = useQuery({
    queryKey: ["explanation", decision.id, option],
    queryFn: ({ signal }) => explain(decision.id, option, signal),
    enabled: option !== undefined,
    retry: false,
  });
  const main = columns.find(({ side, name }) => side === "output" && name === whole.data?.output) ?? mainColumn(table, columns);
  const momentIn = useMomentIn(table.timezone);
  const moment = (at: string): string => momentIn(at, "medium");
  const inputs = columns.filter(
    ({ side, name }) => side === "input" && decision.facts[name] !== undefined && decision.facts[name] !== null,
  );
  return (
    <aside aria-label={t("one")} className="flex min-h-0 flex-col border-l border-line bg-surface-sunken">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="font-semibold">{t("one")}</h2>
        <span className="num ellipsis text-sm text-muted">{moment(decision.keptAt)}</span>
        <span className="flex-1" />
        <IconButton icon="x" size="sm" label={to("close")} onPress={props.onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        <section aria-label={to("facts")} className="border-b border-line px-4 py-3">
          <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-2 gap-y-1">
            {inputs.map((column) => (
              <Pair key={column.id} name={text(column.label, column.name)}>
                {decision.personal.includes(column.name) ? (
                  <span className="text-muted">{tr("personal")}</span>
                ) : typeof decision.facts[column.name] === "boolean" ? (
                  tt(decision.facts[column.name] === true ? "yes" : "no")
                ) : (
                  valueText(decision.facts[column.name], column, locale, tr("personal"))
                )}
              </Pair>
            ))}
            {inputs.length === 0 ? <span className="col-span-2 text-muted">{tr("noFacts")}</span> : null}
          </dl>
          <dl className="mt-2 grid grid-cols-[96px_minmax(0,1fr)] gap-x-2 gap-y-0.5 border-t border-line pt-2 text-sm">
            <Pair name={tr("asOf")}>{moment(decision.at)}</Pair>
            <Pair name={t("version")}>
              r{decision.revision} <span className="font-mono text-faint">{decision.version?.slice(0, 12)}</span>{" "}
              {decision.variant === "candidate" ? <Chip tone="info">{t("kinds.candidate")}</Chip> : null}
            </Pair>
            {decision.arm === null ? null : <Pair name={t("arm")}>{decision.arm}</Pair>}
            <Pair name={t("id")}>
              <span className="font-mono break-all text-faint">{decision.id}</span>
            </Pair>
          </dl>
        </section>
        <section aria-label={to("outputs")} className="border-b border-line px-4 py-3">
          <h3 className="mb-1.5 text-sm font-semibold">{to("outputs")}</h3>
          {decision.outputs.length === 0 ? (
            <p className="text-muted">{to("nothing")}</p>
          ) : (
            <Offered
              table={table}
              columns={columns}
              outputs={decision.outputs}
              hits={decision.hits}
              places={places}
              isFallback={decision.fallback}
            />
          )}
        </section>
        <section aria-label={t("why")} className="px-4 py-3">
          <h3 className="mb-1.5 text-sm font-semibold">{t("why")}</h3>
          {whole.isError ? (
            <Banner tone="warning" title={t("noReplay")}>
              <p>{tell(whole.error)}</p>
            </Banner>
          ) : whole.data === undefined ? (
            <Skeleton className="h-8" />
          ) : (
            <>
              {whole.data.replay === "differs" ? <Banner tone="danger" className="mb-2" title={t("replay.differs")} /> : null}
              <Select
                size="sm"
                hideLabel
                label={t("ask")}
                placeholder={t("ask")}
                items={whole.data.options.map((each) => ({
                  id: each.option,
                  label: `${valueText(each.option, main, locale)} · ${t(each.shown ? "wasShown" : "wasHidden")}`,
                }))}
                value={option ?? null}
                onChange={setOption}
              />
              {why.isError ? <p className="mt-2 text-danger">{tell(why.error)}</p> : null}
              {why.data === undefined ? null : <Answer explanation={why.data} main={main} columns={columns} places={places} />}
              {whole.data.replay === "differs" ? null : <p className="mt-3 text-sm text-muted">{t(`replay.${whole.data.replay}`)}</p>}
            </>
          )}
        </section>
      </div>
      <div className="flex flex-none flex-col gap-1 border-t border-line px-4 py-3">
        <Button icon="flask-conical" onPress={() => props.onTry(decision)}>
          {t("try")}
        </Button>
        {decision.personal.length === 0 ? null : <p className="text-sm text-muted">{t("tryPersonal")}</p>}
      </div>
    </aside>
  );
}

const Pair = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="ellipsis text-muted">{name}</dt>
    <dd className="num min-w-0 break-words">{children}</dd>
  </>
);

function Answer(props: {
  readonly explanation: Explanation;
  readonly main: Column | undefined;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
}) {
  const { shown, hidden } = props.explanation;
  const { main, columns, places } = props;
  const t = useTranslations("studio.tables.log");
  const tr = useTranslations("studio.tables.tester");
  const to = useTranslations("studio.tester");
  const locale = useLocale();
  const rowName = (row: string): string => {
    const place = places.get(row);
    return place === undefined ? t("rowGone", { row }) : to("row", { row: place });
  };
  if (shown !== undefined)
    return (
      <div className="mt-2.5 flex flex-col gap-1.5">
        <p>
          {t(shown.row === null ? (shown.fallback ? "shownFallback" : "shownDefault") : "shown", {
            place: shown.place,
            of: shown.of,
            row: shown.row === null ? "" : rowName(shown.row),
          })}
        </p>
        <Held cells={shown.cells} columns={columns} />
        {shown.beat.length === 0 ? null : (
          <ul className="text-sm">
            {shown.beat.map((each, at) => (
              <li key={at} className="flex flex-wrap items-center gap-x-1.5">
                <span className="num">{rowName(each.row)}</span>
                {each.option === null ? null : <OptionChip id={each.option} text={valueText(each.option, main, locale)} />}
                <span className="text-muted">{t(`beat.${each.why}`)}</span>
              </li>
            ))}
          </ul>
        )}
        {shown.split === null ? null : <SplitLine split={shown.split} />}
      </div>
    );
  if (hidden === undefined) return null;
  const failing = hidden.closest?.failing ?? hidden.failing ?? [];
  const near = hidden.closest?.row ?? (hidden.stage === "no_row" ? undefined : hidden.row);
  return (
    <div className="mt-2.5 flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-2">
        <Chip tone={hidden.stage === "capability" ? "neutral" : "warning"}>
          {hidden.stage === "no_row"
            ? tr("noRow")
            : tr.has(`stage.${hidden.stage}` as never)
              ? tr(`stage.${hidden.stage}` as never)
              : hidden.stage}
        </Chip>
        {hidden.stage === "no_row" ? null : tr.has(`code.${hidden.code}` as never) ? (
          tr(`code.${hidden.code}` as never)
        ) : (
          <span className="font-mono text-danger">{hidden.code}</span>
        )}
        {hidden.row === undefined ? null : <span className="num text-sm text-muted">{rowName(hidden.row)}</span>}
      </p>
      <Held cells={hidden.cells ?? []} columns={columns} />
      {failing.length === 0 ? null : (
        <div>
          {near === undefined ? null : (
            <p className="num text-sm text-muted">{t("closest", { row: rowName(near), count: failing.length })}</p>
          )}
          <FailingCells failing={failing} columns={columns} />
        </div>
      )}
      {hidden.change === null ? null : <Change change={hidden.change} columns={columns} rowName={rowName} />}
    </div>
  );
}

/** The fewest facts that would have to be otherwise. */
function Change(props: {
  readonly change: NonNullable<NonNullable<Explanation["hidden"]>["change"]>;
  readonly columns: readonly Column[];
  readonly rowName: (row: string) => string;
}) {
  const { change, columns } = props;
  const t = useTranslations("studio.tables.log");
  const tr = useTranslations("studio.tables.tester");
  const to = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  return (
    <div className="rounded-md bg-info-soft px-3 py-2 text-sm">
      <p className="font-medium">{t("change")}</p>
      <dl className="mt-1 grid grid-cols-[minmax(56px,max-content)_minmax(0,1fr)] gap-x-2 gap-y-0.5">
        {Object.entries(change.facts).map(([name, value]) => {
          const column = columns.find((each) => each.side === "input" && each.name === name);
          return (
            <Pair key={name} name={column === undefined ? name : text(column.label, name)}>
              {value === null
                ? to("absent")
                : typeof value === "boolean"
                  ? tt(value ? "yes" : "no")
                  : valueText(value, column, locale, tr("personal"))}
            </Pair>
          );
        })}
        {change.at === undefined ? null : <Pair name={tr("asOf")}>{change.at}</Pair>}
      </dl>
      {change.then === undefined ? (
        change.row === null ? null : (
          <p className="num mt-1 text-muted">{t("changeRow", { row: props.rowName(change.row) })}</p>
        )
      ) : (
        <p className="mt-1 text-warning">
          {t("changeThen", {
            stage: tr.has(`stage.${change.then.stage}` as never) ? tr(`stage.${change.then.stage}` as never) : tr("noRow"),
          })}
        </p>
      )}
    </div>
  );
}

/** Cells that held: what a row asks, beside what was. */
function Held({ cells, columns }: { readonly cells: NonNullable<Explanation["shown"]>["cells"]; readonly columns: readonly Column[] }) {
  const tr = useTranslations("studio.tables.tester");
  const tt = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  if (cells.length === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(56px,max-content)_minmax(0,1fr)] gap-x-2 gap-y-0.5 text-sm">
      {cells.map(({ input, actual, expected, personal }, at) => {
        const column = columns.find((each) => each.side === "input" && each.name === input);
        return (
          <Pair key={at} name={column === undefined ? input : text(column.label, input)}>
            {personal === true ? tr("personal") : valueText(actual, column, locale, tr("personal"))}
            {column === undefined || personal === true ? null : (
              <span className="text-muted"> · {wantedText(expected as Cell, column, locale, tt as never)}</span>
            )}
          </Pair>
        );
      })}
    </dl>
  );
}
