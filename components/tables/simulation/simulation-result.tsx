"use client";
import { type ReactNode, useState } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { cx } from "../../ui/cx.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Table } from "../../ui/table.tsx";
import { OptionChip } from "../cell-view.tsx";
import type { Column } from "../column.ts";
import { FactsLine } from "../examples/examples-room.tsx";
import type { OutputChange, Sample, Simulation } from "../server.ts";
import { FailingCells } from "../tester/failing-cells.tsx";
import { mainColumn } from "../tester/offered.tsx";
import { valueText } from "../tester/words.ts";

interface ResultProps {
  readonly simulation: Simulation;
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
}

/** What comes out otherwise: in numbers, by option, by who is concerned, and with facts to look at. */
export function SimulationResult(props: ResultProps) {
  const { simulation, columns } = props;
  const t = useTranslations("studio.tables.simulation");
  const text = useText();
  const locale = useLocale();
  const format = useFormatter();
  const [chosen, setChosen] = useState(0);
  const { amount } = simulation;
  const share = (part: number): string =>
    simulation.considered === 0 ? "" : format.number(part / simulation.considered, { style: "percent", maximumFractionDigits: 1 });
  const money = (minor: number): string => (amount === null ? "" : valueText({ currency: amount.currency, minor }, undefined, locale));
  const nameOf = (input: string): string => {
    const column = columns.find(({ side, name }) => side === "input" && name === input);
    return column === undefined ? input : text(column.label, column.name);
  };
  const open = simulation.outputs[chosen];
  if (simulation.considered === 0 && simulation.unreadable === 0)
    return <EmptyState title={t("noDecisions")}>{t("noDecisionsHelp")}</EmptyState>;
  return (
    <div className="flex flex-col gap-5 p-4">
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <Figure
          name={t("considered")}
          value={format.number(simulation.considered)}
          note={amount === null ? "" : money(amount.considered)}
        />
        <Figure
          name={t("changed")}
          value={format.number(simulation.changed)}
          note={share(simulation.changed)}
          tone={simulation.changed > 0 ? "text-warning" : ""}
        />
        <Figure
          name={t("empty")}
          value={`${format.number(simulation.empty.published)} → ${format.number(simulation.empty.candidate)}`}
          note=""
          tone={simulation.empty.candidate > simulation.empty.published ? "text-danger" : ""}
        />
        <Figure
          name={t("fallback")}
          value={`${format.number(simulation.fallback.published)} → ${format.number(simulation.fallback.candidate)}`}
          note=""
          tone={simulation.fallback.candidate > simulation.fallback.published ? "text-warning" : ""}
        />
        {simulation.unreadable === 0 ? null : (
          <Figure name={t("unreadable")} value={format.number(simulation.unreadable)} note="" tone="text-warning" />
        )}
      </dl>
      {simulation.stopped ? <Banner tone="warning" title={t("stopped", { count: format.number(simulation.considered) })} /> : null}
      {simulation.unsure.length === 0 ? null : (
        <Banner tone="warning" title={t("unsure", { inputs: simulation.unsure.map(nameOf).join(" · ") })} />
      )}
      {simulation.outputs.length === 0 ? (
        <p className="text-muted">{t("same")}</p>
      ) : (
        <section aria-label={t("byOutput")} className="grid grid-cols-[minmax(0,3fr)_minmax(320px,2fr)] gap-5">
          <div className="min-w-0">
            <Head>{t("byOutput")}</Head>
            <Matrix {...props} chosen={chosen} onChoose={setChosen} money={money} />
          </div>
          {open === undefined ? null : <Samples key={chosen} {...props} change={open} />}
        </section>
      )}
      {simulation.segments.length === 0 ? null : (
        <section aria-label={t("segments")}>
          <Head>{t("segments")}</Head>
          <Table
            label={t("segments")}
            isCompact
            rows={simulation.segments}
            rowKey={({ input, value }) => `${input} ${value}`}
            columns={[
              {
                id: "who",
                label: t("segment"),
                render: ({ input, value }) => (
                  <>
                    <span className="text-muted">{nameOf(input)}</span>{" "}
                    {segmentText(
                      value,
                      columns.find(({ side, name }) => side === "input" && name === input),
                      locale,
                    )}
                  </>
                ),
              },
              { id: "considered", label: t("considered"), align: "end", render: ({ considered }) => format.number(considered) },
              {
                id: "changed",
                label: t("changed"),
                align: "end",
                render: ({ considered, changed }) =>
                  `${format.number(changed)} · ${format.number(changed / Math.max(1, considered), { style: "percent", maximumFractionDigits: 1 })}`,
              },
              { id: "gained", label: t("gained"), align: "end", render: ({ gained }) => <Plus count={gained} /> },
              { id: "lost", label: t("lost"), align: "end", render: ({ lost }) => <Minus count={lost} /> },
            ]}
          />
        </section>
      )}
      {simulation.gaps.length === 0 ? null : (
        <section aria-label={t("gaps")}>
          <Head>{t("gaps")}</Head>
          <ul className="divide-y divide-line rounded-md border border-line">
            {simulation.gaps.map((gap, at) => (
              <li key={at} className="flex items-baseline gap-3 px-3 py-1.5 text-sm">
                <span className="min-w-0 flex-1">
                  <FactsLine facts={gap.facts} columns={columns} />
                </span>
                <span className={gap.publishedToo ? "text-muted" : "text-danger"}>{t(gap.publishedToo ? "gapToo" : "gapNew")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** The words of a segment's value: options by their label, the rest as it stands. */
function segmentText(value: string, column: Column | undefined, locale: string): string {
  if (column === undefined || column.type === "money" || column.type === "number") return value;
  return valueText(value, column, locale);
}

const Head = ({ children }: { readonly children: ReactNode }) => <h3 className="mb-2 text-sm font-semibold">{children}</h3>;

function Figure(props: { readonly name: string; readonly value: string; readonly note: string; readonly tone?: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{props.name}</dt>
      <dd className="num flex items-baseline gap-2">
        <span className={cx("text-lg font-semibold", props.tone)}>{props.value}</span>
        {props.note === "" ? null : <span className="text-sm text-muted">{props.note}</span>}
      </dd>
    </div>
  );
}

const Plus = ({ count }: { readonly count: number }) => <Counted count={count} sign="＋" tone="text-success" />;
const Minus = ({ count }: { readonly count: number }) => <Counted count={count} sign="－" tone="text-danger" />;
function Counted({ count, sign, tone }: { readonly count: number; readonly sign: string; readonly tone: string }) {
  const format = useFormatter();
  return count === 0 ? (
    <span className="text-faint">–</span>
  ) : (
    <span className={tone}>
      {sign}
      {format.number(count)}
    </span>
  );
}

/** Options against what becomes of them; one row is looked into. */
function Matrix(
  props: ResultProps & { readonly chosen: number; readonly onChoose: (at: number) => void; readonly money: (minor: number) => string },
) {
  const { simulation, table, columns } = props;
  const t = useTranslations("studio.tables.simulation");
  const format = useFormatter();
  const isWeighted = simulation.amount !== null;
  const head = "h-8 border-b border-line bg-surface-sunken px-2 text-right text-sm font-medium whitespace-nowrap text-muted last:pr-3";
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full" aria-label={t("byOutput")}>
        <thead>
          <tr>
            <th scope="col" className={cx(head, "pl-3 text-left")}>
              {t("output")}
            </th>
            {(["gained", "lost", "ranked", "terms"] as const).map((name) => (
              <th key={name} scope="col" className={head}>
                {t(name)}
              </th>
            ))}
            {isWeighted ? (
              <>
                <th scope="col" className={head}>
                  {t("amountGained")}
                </th>
                <th scope="col" className={head}>
                  {t("amountLost")}
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {simulation.outputs.map((change, at) => (
            <tr key={at} className={cx("group border-b border-line last:border-0", at === props.chosen && "bg-accent-soft")}>
              <td className={cx("h-9 border-l-2 pl-2.5", at === props.chosen ? "border-accent" : "border-transparent")}>
                <button
                  type="button"
                  aria-pressed={at === props.chosen}
                  onClick={() => props.onChoose(at)}
                  className="min-h-6 rounded-sm text-left font-normal hover:underline"
                >
                  <OutputName change={change} table={table} columns={columns} />
                </button>
              </td>
              <td className="num px-2 text-right">
                <Plus count={change.gained} />
              </td>
              <td className="num px-2 text-right">
                <Minus count={change.lost} />
              </td>
              <td className="num px-2 text-right">
                {change.ranked === 0 ? <span className="text-faint">–</span> : format.number(change.ranked)}
              </td>
              <td className="num px-2 text-right last:pr-3">
                {change.changed === 0 ? <span className="text-faint">–</span> : format.number(change.changed)}
              </td>
              {isWeighted ? (
                <>
                  <td className="num px-2 text-right whitespace-nowrap">
                    {change.amounts.gained === 0 ? <span className="text-faint">–</span> : props.money(change.amounts.gained)}
                  </td>
                  <td className="num px-2 pr-3 text-right whitespace-nowrap">
                    {change.amounts.lost === 0 ? <span className="text-faint">–</span> : props.money(change.amounts.lost)}
                  </td>
                </>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutputName({
  change,
  table,
  columns,
}: {
  readonly change: OutputChange;
  readonly table: TableDocument;
  readonly columns: readonly Column[];
}) {
  const locale = useLocale();
  const main = mainColumn(table, columns);
  const value = main === undefined ? undefined : change.output[main.name];
  const others = columns.filter((column) => column.side === "output" && column !== main && change.output[column.name] !== undefined);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <OptionChip id={String(value ?? "")} text={valueText(value, main, locale)} />
      {others.map((column) => (
        <span key={column.id} className="num text-sm text-muted">
          {valueText(change.output[column.name], column, locale)}
        </span>
      ))}
    </span>
  );
}

/** Facts among which one output is gained, lost or moved, and why. */
function Samples(props: ResultProps & { readonly change: OutputChange }) {
  const { change, table, columns, places } = props;
  const t = useTranslations("studio.tables.simulation");
  const kinds = (["gained", "lost", "ranked"] as const).filter((kind) => change.samples[kind].length > 0);
  return (
    <div className="min-w-0" aria-live="polite">
      <h3 className="mb-2 flex items-center gap-2 text-sm font-semibold [&_*]:font-normal">
        {t("samples")} <OutputName change={change} table={table} columns={columns} />
      </h3>
      {kinds.length === 0 ? <p className="text-muted">{t("noSamples")}</p> : null}
      {kinds.map((kind) => (
        <section key={kind} aria-label={t(kind)} className="mb-3">
          <h4 className={cx("mb-1 text-sm", kind === "gained" ? "text-success" : kind === "lost" ? "text-danger" : "text-muted")}>
            {t(kind)}
          </h4>
          <ul className="divide-y divide-line rounded-md border border-line">
            {change.samples[kind].map((sample, at) => (
              <li key={at} className="px-3 py-2 text-sm">
                <FactsLine facts={sample.facts} columns={columns} />
                <Because sample={sample} kind={kind} columns={columns} places={places} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Because(props: {
  readonly sample: Sample;
  readonly kind: "gained" | "lost" | "ranked";
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
}) {
  const { sample, kind, places } = props;
  const t = useTranslations("studio.tables.simulation");
  const tr = useTranslations("studio.tables.tester");
  const place = sample.row === undefined || sample.row === null ? undefined : places.get(sample.row);
  const { why } = sample;
  const near = why?.row === undefined ? undefined : places.get(why.row);
  return (
    <>
      {place === undefined ? null : <p className="num mt-1 text-muted">{t(kind === "lost" ? "gaveBefore" : "givesNow", { row: place })}</p>}
      {why === null || why === undefined ? null : (
        <p className="mt-1">
          <span className="text-muted">{t(kind === "lost" ? "whyNow" : "whyBefore")}</span>{" "}
          {why.stage !== undefined && why.stage !== "no_row" && tr.has(`stage.${why.stage}` as never)
            ? tr(`stage.${why.stage}` as never)
            : null}
          {near === undefined ? null : <span className="num"> {t("nearRow", { row: near })}</span>}
        </p>
      )}
      <FailingCells failing={why?.failing ?? []} columns={props.columns} />
    </>
  );
}
