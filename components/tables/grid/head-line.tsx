"use client";
import { useTranslations } from "use-intl";
import type { Text } from "#metadata";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { type Column, columnIcons, isNumeric } from "../column.ts";

/** "Amount (CNY)" */
export const headText = (column: Column, text: (label: Text | undefined, otherwise?: string) => string): string =>
  `${text(column.label, column.name)}${(column.currency ?? column.timezone) ? ` (${column.currency ?? column.timezone})` : ""}`;

/** The heads of the columns, in view while rows go by. */
export function HeadLine(props: {
  readonly columns: readonly Column[];
  readonly heads: readonly string[];
  readonly template: string;
  /** a head that is pressed leads to its column; by keys that is the way over the tabs */
  readonly onHead: (column: Column) => void;
}) {
  const t = useTranslations("studio.table");
  const { columns, heads } = props;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-20 grid h-8 border-b border-line bg-surface-sunken"
      style={{ gridTemplateColumns: props.template }}
    >
      <span role="columnheader" aria-colindex={1} className="col-span-2 border-r border-line">
        <span className="sr-only">{t("row")}</span>
      </span>
      {columns.map((column, at) => (
        <span
          key={column.id}
          role="columnheader"
          aria-colindex={at + 2}
          className={cx(
            "flex items-center gap-1.5 border-r border-line px-2 text-sm font-medium text-muted",
            column.side === "output" && "bg-[color-mix(in_srgb,var(--accent-soft)_55%,var(--surface))]",
            column.side === "output" && isNumeric(column.type) && "justify-end",
          )}
        >
          {column.side === "output" && isNumeric(column.type) ? null : (
            <Icon
              name={column.side === "output" && columns[at - 1]?.side !== "output" ? "arrow-right" : columnIcons[column.type]}
              className="flex-none text-faint"
            />
          )}
          <button
            type="button"
            tabIndex={-1}
            title={t("openColumn", { column: heads[at] ?? "" })}
            onClick={() => props.onHead(column)}
            className="ellipsis h-full text-left hover:text-ink"
          >
            {heads[at]}
          </button>
          {column.side === "output" ? <span className="sr-only"> {t("output")}</span> : null}
        </span>
      ))}
      <span role="columnheader" aria-colindex={columns.length + 2}>
        <span className="sr-only">{t("state")}</span>
      </span>
    </div>
  );
}
