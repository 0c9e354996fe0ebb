"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { Button, IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { DateTimeField } from "../ui/date-field.tsx";
import { constantText } from "./cell-text.ts";
import type { Column } from "./column.ts";
import { type Facts, type Tried, tryTable } from "./tester/facts.ts";
import { FactsForm } from "./tester/facts-form.tsx";
import { HiddenOptions, type NotOffered } from "./tester/hidden-options.tsx";
import { Offered, mainColumn } from "./tester/offered.tsx";
import { SplitLine } from "./tester/split-line.tsx";
import { mostHidden } from "./trial/answer-trial.ts";

export { type Facts, tryTable } from "./tester/facts.ts";

/** Facts in, outputs out, and why the rest is not among them; always of the draft, beside what is published. */
export function Tester(props: {
  readonly table: TableDocument;
  readonly published: TableDocument | undefined;
  readonly publishedRevision: number | undefined;
  readonly columns: readonly Column[];
  readonly publishedColumns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
  readonly facts: Facts;
  readonly onFacts: (facts: Facts) => void;
  /** the instant at which rows must hold; undefined = now */
  readonly asOf: string | undefined;
  readonly onAsOf: (at: string | undefined) => void;
  readonly tried: Tried;
  /** row id → package */
  readonly fromPackage: ReadonlyMap<string, string>;
  readonly onGo: (row: string) => void;
  readonly onKeep: () => void;
  readonly onSimulate: () => void;
  readonly onClose: () => void;
}) {
  const { table, columns, facts, tried, places, asOf } = props;
  const t = useTranslations("studio.tester");
  const tr = useTranslations("studio.tables.tester");
  const locale = useLocale();
  const main = mainColumn(table, columns);
  const timezone = table.timezone ?? "UTC";
  const before = useMemo(
    () => tryTable(props.published, props.publishedColumns, facts, props.fromPackage, { asOf, explain: false }),
    [props.published, props.publishedColumns, facts, props.fromPackage, asOf],
  );
  const idsOf = ({ decision }: Tried): string[] =>
    (decision?.outputs ?? []).map((output) => String(main === undefined ? "" : (output[main.name] ?? "")));
  const [now, then] = [idsOf(tried), idsOf(before)];
  const gained = [...new Set(now)].filter((id) => !then.includes(id));
  const lost = [...new Set(then)].filter((id) => !now.includes(id));
  const label = (id: string): string => (main === undefined ? id : constantText(id, main, locale));
  const { decision } = tried;
  const hidden: readonly NotOffered[] =
    table.routing === undefined
      ? (decision?.because ?? []).map(({ output, row, failing }) => ({
          option: main === undefined ? "" : (output[main.name] ?? ""),
          row,
          failing,
        }))
      : (decision?.hidden ?? []);

  const rest = Math.max(0, hidden.length - mostHidden) + (tried.more ?? 0);

  return (
    <aside aria-label={t("title")} className="flex min-h-0 flex-col border-l border-line bg-surface-sunken">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="flex-1" />
        <IconButton
          icon="rotate-ccw"
          size="sm"
          label={t("clear")}
          onPress={() => {
            props.onFacts({});
            props.onAsOf(undefined);
          }}
        />
        <IconButton icon="x" size="sm" label={t("close")} onPress={props.onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        <section aria-label={t("facts")} className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
          <FactsForm columns={columns} facts={facts} onFacts={props.onFacts} timezone={timezone} />
          <div className="mt-1 border-t border-line pt-2.5">
            <DateTimeField
              labelAt="start"
              size="sm"
              label={tr("asOf")}
              timeZone={timezone}
              value={asOf}
              onChange={props.onAsOf}
              help={asOf === undefined ? tr("asOfHelp", { zone: timezone }) : timezone}
            />
          </div>
        </section>
        <section className="border-b border-line px-4 py-3" aria-live="polite" aria-label={t("outputs")}>
          <h3 className="mb-1.5 flex items-baseline gap-2">
            <span className="text-sm font-semibold">{t("outputs")}</span>
            <span className="text-sm text-muted">{tr(`answers.${answersOf(table)}`)}</span>
          </h3>
          {tried.problems.length > 0 ? (
            <ul>
              {tried.problems.slice(0, 5).map((problem, at) => (
                <li key={at} className="break-words text-danger">
                  {problem.message}
                </li>
              ))}
            </ul>
          ) : (decision?.outputs.length ?? 0) === 0 ? (
            <p className="text-muted">{t("nothing")}</p>
          ) : (
            <Offered
              table={table}
              columns={columns}
              outputs={decision?.outputs ?? []}
              hits={decision?.hits ?? []}
              places={places}
              isFallback={decision?.fallback === true}
              onGo={props.onGo}
            />
          )}
          {decision?.split === undefined ? null : <SplitLine split={decision.split} />}
          {props.published === undefined ? null : (
            <p
              className={cx(
                "mt-2.5 flex min-h-7 flex-wrap items-center gap-x-2 rounded-md px-2 text-sm",
                gained.length > 0 ? "bg-success-soft" : lost.length > 0 ? "bg-danger-soft" : "bg-neutral-soft",
              )}
            >
              <span className="text-muted">{t("compared", { revision: props.publishedRevision ?? 0 })}</span>
              <span className="ml-auto flex flex-wrap gap-x-2">
                {gained.map((id) => (
                  <span key={id} className="text-success">
                    ＋ {label(id)}
                  </span>
                ))}
                {lost.map((id) => (
                  <span key={id} className="text-danger">
                    － {label(id)}
                  </span>
                ))}
                {gained.length + lost.length === 0 ? (
                  <span className="text-muted">{t(now.join() === then.join() ? "same" : "otherOrder")}</span>
                ) : null}
              </span>
            </p>
          )}
        </section>
        {hidden.length === 0 ? null : (
          <section className="px-4 py-3" aria-label={t("whyNot")}>
            <h3 className="mb-2.5 flex items-baseline gap-2">
              <span className="text-sm font-semibold">{t("whyNot")}</span>
              <span className="text-sm text-muted">{t("closest")}</span>
            </h3>
            <HiddenOptions options={hidden.slice(0, mostHidden)} main={main} columns={columns} places={places} onGo={props.onGo} />
            {rest > 0 ? <p className="num text-sm text-muted">{tr("rest", { count: rest })}</p> : null}
          </section>
        )}
      </div>
      <div className="grid flex-none grid-cols-2 gap-2 border-t border-line px-4 py-3">
        <Button
          icon="save"
          isDisabled={decision === undefined}
          hint={decision === undefined ? tr("keepNot") : undefined}
          onPress={props.onKeep}
        >
          {tr("keep")}
        </Button>
        <Button icon="history" onPress={props.onSimulate}>
          {tr("simulate")}
        </Button>
      </div>
    </aside>
  );
}

/** How a table answers, as a key of studio.tables.tester.answers. */
function answersOf({ hit, routing }: TableDocument): "options" | "all" | "first" | "one" | "number" {
  if (routing !== undefined) return "options";
  if (hit === "C" || hit === "R" || hit === "O") return "all";
  if (hit === "F") return "first";
  return hit.startsWith("C") ? "number" : "one";
}
