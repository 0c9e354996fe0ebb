"use client";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, TableDocument } from "#metadata";
import type { Miss } from "#runtime/rules";
import type { Command } from "../../designer/commands/index.ts";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Column } from "../column.ts";
import { mainColumn } from "../tester/offered.tsx";
import { valueText } from "../tester/words.ts";
import { ExamplePanel } from "./example-panel.tsx";
import type { Judged } from "./judge.ts";
import { useTell } from "../../render/say.ts";

export interface ExamplesProps {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly judged: readonly Judged[];
  readonly places: ReadonlyMap<string, number>;
  readonly run: (did: string, commands: Command | Command[], values?: Record<string, string | number>, together?: string) => boolean;
  /** to the tester, where a run is kept */
  readonly onTry: () => void;
}

/** Examples of a table: facts with what it has to answer. A failing one stops the publish. */
export function ExamplesRoom(props: ExamplesProps) {
  const tell = useTell();
  const { judged, table, columns } = props;
  const t = useTranslations("studio.tables.examples");
  const [chosen, setChosen] = useState<string>();
  const open = judged.find(({ id }) => id === chosen) ?? judged.find(({ passes }) => !passes) ?? judged[0];
  if (judged.length === 0)
    return (
      <EmptyState title={t("none")} action={<Button onPress={props.onTry}>{t("toTester")}</Button>}>
        {t("noneHelp")}
      </EmptyState>
    );
  const failing = judged.filter(({ passes }) => !passes).length;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_var(--panel)]">
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="flex h-12 flex-none items-center gap-3 border-b border-line px-4">
          <Button size="sm" icon="plus" onPress={props.onTry}>
            {t("add")}
          </Button>
          <span className="flex-1" />
          {failing > 0 ? (
            <span className="flex items-center gap-1.5 text-danger">
              <Icon name="circle-alert" />
              {t("stops", { count: failing })}
            </span>
          ) : (
            <span className="flex items-center gap-1.5 text-success">
              <Icon name="circle-check" />
              {t("allPass", { count: judged.length })}
            </span>
          )}
        </div>
        <ul aria-label={t("title")} className="min-h-0 flex-1 overflow-auto">
          {judged.map((each, at) => (
            <li key={each.id} className="border-b border-line">
              <button
                type="button"
                aria-current={each === open}
                onClick={() => setChosen(each.id)}
                className={cx(
                  "grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 gap-y-0.5 border-l-2 px-4 py-2 text-left hover:bg-surface-hover",
                  each === open ? "border-accent bg-accent-soft" : "border-transparent",
                )}
              >
                <Icon
                  name={each.passes ? "circle-check" : "circle-alert"}
                  className={cx("mt-0.5", each.passes ? "text-success" : "text-danger")}
                />
                <span className="min-w-0 font-medium">
                  <ExampleName judged={each} place={at + 1} />
                </span>
                <Chip tone={each.passes ? "success" : "danger"}>{t(each.passes ? "passes" : "fails")}</Chip>
                <span className="col-start-2 min-w-0 text-sm text-muted">
                  <FactsLine facts={each.example.facts} columns={columns} />
                </span>
                {each.passes ? null : (
                  <span className="col-span-2 col-start-2 min-w-0 text-sm">
                    {each.tried.decision === undefined ? (
                      <span className="text-danger">{tell(each.tried.problems)}</span>
                    ) : (
                      each.misses.map((miss) => (
                        <MissLine key={miss.part} miss={miss} table={table} columns={columns} places={props.places} />
                      ))
                    )}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {open === undefined ? null : <ExamplePanel key={open.id} {...props} judged={open} place={judged.indexOf(open) + 1} />}
    </div>
  );
}

export function ExampleName({ judged, place }: { readonly judged: Judged; readonly place: number }) {
  const t = useTranslations("studio.tables.examples");
  const text = useText();
  return judged.example.label === undefined ? t("nameless", { place }) : text(judged.example.label, t("nameless", { place }));
}

/** Facts in one line, by their columns. */
export function FactsLine({ facts, columns }: { readonly facts: Readonly<Record<string, Json>>; readonly columns: readonly Column[] }) {
  const t = useTranslations("studio.tables.tester");
  const tt = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  const known = columns.filter(({ side, name }) => side === "input" && facts[name] !== undefined && facts[name] !== null);
  if (known.length === 0) return <span className="text-faint">{t("noFacts")}</span>;
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3">
      {known.map((column) => (
        <span key={column.id} className="num min-w-0 break-words">
          <span className="text-muted">{text(column.label, column.name)}</span>{" "}
          <span className="text-ink">
            {typeof facts[column.name] === "boolean"
              ? tt(facts[column.name] === true ? "yes" : "no")
              : valueText(facts[column.name], column, locale, t("personal"))}
          </span>
        </span>
      ))}
    </span>
  );
}

/** "wants Alipay, JD Pay; gives Alipay" */
export function MissLine(props: {
  readonly miss: Miss;
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
}) {
  const { miss, table, columns } = props;
  const t = useTranslations("studio.tables.examples");
  const tt = useTranslations("studio.tester");
  const text = useText();
  const locale = useLocale();
  const main = mainColumn(table, columns);
  const between = locale === "zh" ? "、" : ", ";
  const said = (value: Json): string => {
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0) return t("nothing");
    if (miss.part === "hits") return list.map((id) => tt("row", { row: props.places.get(String(id)) ?? 0 })).join(between);
    if (miss.part === "options") return list.map((each) => valueText(each, main, locale)).join(between);
    return list
      .map((output) =>
        Object.entries(output as Record<string, Json>)
          .map(([name, each]) => {
            const column = columns.find((one) => one.side === "output" && one.name === name);
            const shown = valueText(each, column, locale);
            return column === main ? shown : `${column === undefined ? name : text(column.label, name)} ${shown}`;
          })
          .join(" · "),
      )
      .join("; ");
  };
  return (
    <span className="block break-words">
      {t("wants", { what: said(miss.expected) })} <span className="text-danger">{t("gives", { what: said(miss.actual) })}</span>
    </span>
  );
}
