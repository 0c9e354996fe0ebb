"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Json, TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { OptionChip } from "../cell-view.tsx";
import { type Column, isNumeric } from "../column.ts";
import { valueText } from "./words.ts";

type Output = Readonly<Record<string, Json>>;

/** The column that an answer is known by: the option of a table that routes, else the first output. */
export const mainColumn = (table: TableDocument, columns: readonly Column[]): Column | undefined =>
  columns.find(({ id, side }) => side === "output" && id === table.routing?.option) ?? columns.find(({ side }) => side === "output");

/** Outputs that are not said beside an option: that it is shown, why not, and its place are said by where it stands. */
export const termColumns = (table: TableDocument, columns: readonly Column[]): Column[] => {
  const main = mainColumn(table, columns);
  const { show, reason, rank } = table.routing ?? {};
  return columns.filter((column) => column.side === "output" && column !== main && ![show, reason, rank].includes(column.id));
};

/** What is given, in its order, with its terms. */
export function Offered(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly outputs: readonly Output[];
  readonly hits: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly isFallback: boolean;
  readonly onGo?: ((row: string) => void) | undefined;
}) {
  const { table, columns, places } = props;
  const t = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const tr = useTranslations("studio.tables.tester");
  const text = useText();
  const locale = useLocale();
  const main = mainColumn(table, columns);
  const terms = termColumns(table, columns);
  return (
    <ol>
      {props.outputs.map((output, at) => {
        const value = main === undefined ? undefined : output[main.name];
        const row = props.hits[at];
        const place = row === undefined ? undefined : places.get(row);
        const said = terms.filter(({ name }) => output[name] !== undefined && output[name] !== null && output[name] !== "");
        const [only] = said;
        const isShort = said.length === 1 && isNumeric(only!.type);
        return (
          <li key={at} className="min-h-8 py-1">
            <div className="grid grid-cols-[20px_minmax(0,max-content)_minmax(0,1fr)_auto] items-center gap-2">
              <span className="num grid size-5 place-items-center rounded-full bg-accent-soft-strong text-sm font-semibold text-accent-text">
                {at + 1}
              </span>
              {typeof value === "boolean" ? (
                <span>{tt(value ? "yes" : "no")}</span>
              ) : main !== undefined && (main.type === "enum" || main.type === "text") && !Array.isArray(value) ? (
                <OptionChip id={String(value ?? "")} text={valueText(value, main, locale)} />
              ) : (
                <span className="num font-medium">{valueText(value, main, locale)}</span>
              )}
              {place === undefined || row === undefined ? (
                <span className="text-sm text-muted">{props.isFallback ? tr("fallback") : t("default")}</span>
              ) : props.onGo === undefined ? (
                <span className="num text-sm text-muted">{t("row", { row: place })}</span>
              ) : (
                <button
                  type="button"
                  className="num justify-self-start rounded-sm text-sm whitespace-nowrap text-muted hover:underline"
                  onClick={() => props.onGo?.(row)}
                >
                  {t("row", { row: place })}
                </button>
              )}
              {isShort ? <span className="num">{valueText(output[only!.name], only, locale)}</span> : <span />}
            </div>
            {isShort || said.length === 0 ? null : (
              <p className="mt-0.5 flex flex-wrap gap-x-3 pl-7 text-sm">
                {said.map((column) => (
                  <span key={column.id} className="num min-w-0 break-words">
                    <span className="text-muted">{text(column.label, column.name)}</span>{" "}
                    {typeof output[column.name] === "boolean"
                      ? tt(output[column.name] === true ? "yes" : "no")
                      : valueText(output[column.name], column, locale)}
                  </span>
                ))}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
