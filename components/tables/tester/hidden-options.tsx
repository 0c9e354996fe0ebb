"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { Chip } from "../../ui/chip.tsx";
import { OptionChip } from "../cell-view.tsx";
import type { Column } from "../column.ts";
import { FailingCells } from "./failing-cells.tsx";
import { type FailingCell, valueText } from "./words.ts";

/** An option that is not there, and what keeps it away. */
export interface NotOffered {
  readonly option: Json;
  /** undefined: no stage, the row that would give it does not hit */
  readonly stage?: string;
  readonly code?: string;
  readonly row?: string | undefined;
  readonly failing?: readonly FailingCell[];
}

/** Why not: each option with its stage and code, and the cells that fail in the row that came closest. */
export function HiddenOptions(props: {
  readonly options: readonly NotOffered[];
  readonly main: Column | undefined;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
  readonly onGo?: ((row: string) => void) | undefined;
}) {
  const t = useTranslations("studio.tables.tester");
  const to = useTranslations("studio.tester");
  const locale = useLocale();
  return (
    <ul>
      {props.options.map(({ option, stage, code, row, failing = [] }, at) => {
        const place = row === undefined ? undefined : props.places.get(row);
        const isRow = stage === undefined || code === "no_row" || stage === "no_row";
        const said =
          place === undefined
            ? undefined
            : isRow
              ? to("rowMisses", { row: place, count: Math.max(1, failing.length) })
              : to("row", { row: place });
        return (
          <li key={at} className="mb-2.5 border-b border-line pb-2.5 last:mb-0 last:border-0 last:pb-0">
            <div className="flex min-w-0 items-center gap-2">
              <OptionChip id={String(option)} text={valueText(option, props.main, locale)} />
              {isRow ? null : (
                <Chip tone={stage === "capability" ? "neutral" : "warning"}>
                  {t.has(`stage.${stage}` as never) ? t(`stage.${stage}` as never) : stage}
                </Chip>
              )}
              {said === undefined ? (
                isRow ? (
                  <span className="ml-auto text-sm text-muted">{t("noRow")}</span>
                ) : null
              ) : props.onGo === undefined ? (
                <span className="num ml-auto text-sm text-muted">{said}</span>
              ) : (
                <button
                  type="button"
                  className="num ml-auto rounded-sm text-sm whitespace-nowrap text-muted hover:underline"
                  onClick={() => props.onGo?.(row!)}
                >
                  {said}
                </button>
              )}
            </div>
            {isRow || code === undefined ? null : (
              <p className="mt-1 text-sm">
                {t.has(`code.${code}` as never) ? t(`code.${code}` as never) : <span className="font-mono text-danger">{code}</span>}
              </p>
            )}
            <FailingCells failing={failing} columns={props.columns} />
          </li>
        );
      })}
    </ul>
  );
}
