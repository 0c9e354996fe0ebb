"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, Money, TableDocument } from "#metadata";
import { moneyText } from "#metadata/vocabulary";
import { type Decision, type DecisionTable, compileTable } from "#runtime/rules";
import { isObject, own } from "../designer/documents.ts";
import { useText } from "../i18n/index.ts";
import { IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Select } from "../ui/select.tsx";
import { TextField } from "../ui/text-field.tsx";
import { cellToText, constantText, currencySymbol, lookOf, parseConstant } from "./cell-text.ts";
import { OptionChip } from "./cell-view.tsx";
import { type Column, isNumeric } from "./column.ts";

/** Facts as typed, by input name; "" = absent. */
export type Facts = Readonly<Record<string, string>>;

export interface Tried {
  readonly decision: Decision | undefined;
  readonly problems: readonly { readonly message: string; readonly path: string }[];
}

/** What the facts say, typed by their columns; a fact that cannot be read is left out and named. */
export function readFacts(
  facts: Facts,
  columns: readonly Column[],
): { readonly values: Record<string, Json>; readonly unread: readonly string[] } {
  const values: Record<string, Json> = {};
  const unread: string[] = [];
  for (const column of columns) {
    const text = facts[column.name]?.trim() ?? "";
    if (column.side !== "input" || text === "") continue;
    const read = parseConstant(text, column);
    if (read.ok) values[column.name] = read.value;
    else unread.push(column.name);
  }
  return { values, unread };
}

/** Decides in the browser with the evaluator the server uses. */
export function tryTable(
  table: TableDocument | undefined,
  columns: readonly Column[],
  facts: Facts,
  fromPackage: ReadonlyMap<string, string>,
): Tried {
  if (table === undefined) return { decision: undefined, problems: [] };
  try {
    const decide = compiled(table, columns, fromPackage).decide;
    const result = decide(readFacts(facts, columns).values, { at: new Date().toISOString(), explain: true });
    return result.ok ? { decision: result.value, problems: [] } : { decision: undefined, problems: result.problems };
  } catch (fault) {
    return { decision: undefined, problems: [{ message: (fault as Error).message, path: "" }] };
  }
}

/** Compiled once per document: the tester asks again with every key that is typed. */
const kept = new WeakMap<TableDocument, DecisionTable>();
function compiled(table: TableDocument, columns: readonly Column[], fromPackage: ReadonlyMap<string, string>): DecisionTable {
  const known = kept.get(table);
  if (known !== undefined) return known;
  const addresses = new Map(
    Object.entries({ ...table.inputs, ...table.outputs }).map(([id, { optionsOf }]) => [
      optionsOf,
      columns.find((column) => column.id === id)?.options.map((option) => option.id),
    ]),
  );
  const made = compileTable(table, {
    optionsOf: (address) => addresses.get(address),
    bandOf: (row) => (fromPackage.has(row) ? "package" : "tenant"),
  });
  if (fromPackage.size > 0) kept.set(table, made);
  return made;
}

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
  readonly tried: Tried;
  /** row id → package */
  readonly fromPackage: ReadonlyMap<string, string>;
  readonly onGo: (row: string) => void;
  readonly onClose: () => void;
}) {
  const { table, columns, facts, tried, places } = props;
  const t = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const tc = useTranslations("studio.cell");
  const text = useText();
  const locale = useLocale();
  const inputs = columns.filter(({ side }) => side === "input");
  const outputs = columns.filter(({ side }) => side === "output");
  const [first, ...others] = outputs;
  const unread = useMemo(() => readFacts(facts, columns).unread, [facts, columns]);
  const before = useMemo(
    () => tryTable(props.published, props.publishedColumns, facts, props.fromPackage),
    [props.published, props.publishedColumns, facts, props.fromPackage],
  );

  const chip = (output: Readonly<Record<string, Json>>): { readonly id: string; readonly text: string } => {
    const value = first === undefined ? undefined : output[first.name];
    return {
      id: String(value ?? ""),
      text: first === undefined || value === undefined || value === null ? "–" : factText(value, first, locale),
    };
  };
  const idsOf = (tried: Tried): string[] => (tried.decision?.outputs ?? []).map((output) => chip(output).id);
  const [now, then] = [idsOf(tried), idsOf(before)];
  const gained = [...new Set(now)].filter((id) => !then.includes(id));
  const lost = [...new Set(then)].filter((id) => !now.includes(id));
  const label = (id: string): string => (first === undefined ? id : constantText(id, first, locale));
  const inputCalled = (name: string): Column | undefined => inputs.find((column) => column.name === name || column.id === name);

  return (
    <aside aria-label={t("title")} className="flex min-h-0 flex-col border-l border-line bg-surface-sunken">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="flex-1" />
        <IconButton icon="rotate-ccw" size="sm" label={t("clear")} onPress={() => props.onFacts({})} />
        <IconButton icon="x" size="sm" label={t("close")} onPress={props.onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        <section aria-label={t("facts")} className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
          {inputs.map((column) => {
            const value = facts[column.name] ?? "";
            const set = (next: string): void => props.onFacts({ ...facts, [column.name]: next });
            const name = text(column.label, column.name);
            const error = unread.includes(column.name)
              ? tc(`why.${column.type === "enum" || column.type === "set" ? "option" : column.type}`, { text: value })
              : undefined;
            if (column.type === "enum" || column.type === "boolean") {
              const options =
                column.type === "boolean"
                  ? [
                      { id: "true", label: tt("yes") },
                      { id: "false", label: tt("no") },
                    ]
                  : column.options.map(({ id, label: each }) => ({ id, label: text(each, id) }));
              return (
                <Select
                  key={column.id}
                  labelAt="start"
                  size="sm"
                  label={name}
                  items={[{ id: "", label: t("absent") }, ...options]}
                  value={value}
                  onChange={set}
                />
              );
            }
            return (
              <TextField
                key={column.id}
                labelAt="start"
                size="sm"
                label={name}
                value={value}
                onChange={set}
                error={error}
                placeholder={t("absent")}
                {...(isNumeric(column.type) ? { inputMode: "decimal" as const } : {})}
                {...(column.currency === undefined
                  ? {}
                  : {
                      before: <span className="text-faint">{currencySymbol(column.currency)}</span>,
                      after: <span className="text-sm text-faint">{column.currency}</span>,
                    })}
              />
            );
          })}
        </section>
        <section className="border-b border-line px-4 py-3" aria-live="polite">
          <h3 className="mb-1.5 flex items-baseline gap-2">
            <span className="text-sm font-semibold">{t("outputs")}</span>
            <span className="text-sm text-muted">{t(table.hit === "C" ? "inOrder" : "firstHit")}</span>
          </h3>
          {tried.problems.length > 0 ? (
            <p className="text-danger">{tried.problems[0]?.message}</p>
          ) : (tried.decision?.outputs.length ?? 0) === 0 ? (
            <p className="text-muted">{t("nothing")}</p>
          ) : (
            <ol>
              {tried.decision?.outputs.map((output, at) => {
                const given = chip(output);
                const row = tried.decision?.hits[at];
                const place = row === undefined ? undefined : places.get(row);
                return (
                  <li key={at} className="grid min-h-8 grid-cols-[20px_auto_1fr_auto] items-center gap-2">
                    <span className="num grid size-5 place-items-center rounded-full bg-accent-soft-strong text-sm font-semibold text-accent-text">
                      {at + 1}
                    </span>
                    <OptionChip id={given.id} text={given.text} />
                    {place === undefined || row === undefined ? (
                      <span className="text-sm text-muted">{t("default")}</span>
                    ) : (
                      <button
                        type="button"
                        className="justify-self-start rounded-sm text-sm text-muted hover:underline"
                        onClick={() => props.onGo(row)}
                      >
                        {t("row", { row: place })}
                      </button>
                    )}
                    <span className="num">
                      {others
                        .map((column) => (output[column.name] === undefined ? "" : factText(output[column.name] as Json, column, locale)))
                        .join(" · ")}
                    </span>
                  </li>
                );
              })}
            </ol>
          )}
          {props.published === undefined ? null : (
            <p
              className={cx(
                "mt-2.5 flex min-h-7 flex-wrap items-center gap-x-2 rounded-md px-2 text-sm",
                gained.length > 0 ? "bg-success-soft" : lost.length > 0 ? "bg-danger-soft" : "bg-neutral-soft",
              )}
            >
              <span className="text-muted">{t("compared", { revision: props.publishedRevision ?? 0 })}</span>
              <span className="ml-auto flex gap-2">
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
        {tried.decision?.because === undefined || tried.decision.because.length === 0 ? null : (
          <section className="px-4 py-3">
            <h3 className="mb-2.5 flex items-baseline gap-2">
              <span className="text-sm font-semibold">{t("whyNot")}</span>
              <span className="text-sm text-muted">{t("closest")}</span>
            </h3>
            <ul>
              {tried.decision.because.map((each, at) => {
                const given = chip(each.output);
                const place = places.get(each.row);
                return (
                  <li key={at} className="mb-2.5 border-b border-line pb-2.5 last:border-0">
                    <div className="flex items-center gap-2">
                      <OptionChip id={given.id} text={given.text} />
                      <button
                        type="button"
                        className="num ml-auto rounded-sm text-sm text-muted hover:underline"
                        onClick={() => props.onGo(each.row)}
                      >
                        {t("rowMisses", { row: place ?? 0, count: Math.max(1, each.failing.length) })}
                      </button>
                    </div>
                    <dl className="mt-1.5 grid grid-cols-[56px_1fr] gap-x-2 gap-y-0.5 text-sm">
                      {each.failing.map((miss, place) => {
                        const column = inputCalled(miss.input);
                        if (column === undefined) {
                          const disabled = miss.code === "row_disabled";
                          return (
                            <Miss
                              key={place}
                              name={t("stateOfRow")}
                              wants={disabled ? "" : miss.reason}
                              {...(disabled ? { actual: t("isOff") } : {})}
                            />
                          );
                        }
                        return (
                          <Miss
                            key={place}
                            name={text(column.label, column.name)}
                            wants={t("wants", { what: wanted(miss.expected, column, locale, tt) })}
                            actual={
                              miss.actual === null || miss.actual === undefined
                                ? t("isAbsent")
                                : t("is", { what: factText(miss.actual, column, locale) })
                            }
                          />
                        );
                      })}
                    </dl>
                  </li>
                );
              })}
            </ul>
          </section>
        )}
      </div>
    </aside>
  );
}

function Miss({ name, wants, actual }: { readonly name: string; readonly wants: string; readonly actual?: string }) {
  return (
    <>
      <dt className="ellipsis text-muted">{name}</dt>
      <dd>
        {wants}
        {actual === undefined ? null : <span className="text-danger"> {actual}</span>}
      </dd>
    </>
  );
}

function wanted(
  cell: Parameters<typeof lookOf>[0],
  column: Column,
  locale: string,
  t: ReturnType<typeof useTranslations<"studio.table">>,
): string {
  const look = lookOf(cell, column, locale);
  if (look.is === "values")
    return `${look.not ? `${t("not")} ` : look.all === true ? `${t("all")} ` : ""}${look.values.map(({ text }) => text).join(locale === "zh" ? "、" : ", ")}`;
  if (look.is === "ranges") return look.texts.join("; ");
  if (look.is === "expression") return look.text;
  return t(look.is) || cellToText(cell, column, locale);
}

function factText(value: Json, column: Column, locale: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return constantText(value, column, locale);
  if (isObject(value) && typeof own(value, "minor") === "number") return moneyText(value as unknown as Money, locale);
  return JSON.stringify(value);
}
