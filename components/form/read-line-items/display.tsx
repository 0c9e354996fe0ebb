"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import type { Display } from "../../render/display.ts";
import { linesIn, sumOf } from "../../render/lines.ts";
import { valueIn } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useLineColumns, useSavedLines } from "../../render/use-lines.ts";
import { isRightAligned, Value } from "../../render/value.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";

/** The lines of a record with the sums of their numbers. In a cell only how many there are, where the record tells it. */
export const LineTable: Display = ({ field, value, place, recordId }) => {
  const text = useText();
  const t = useTranslations("run.inputs");
  const tc = useTranslations("common");
  const lines = useLineColumns(field);
  const { detail, columns } = lines;
  const saved = useSavedLines(lines, place === "cell" ? undefined : recordId);
  if (place === "cell") return Array.isArray(value) ? <span className="num">{t("lineCount", { count: value.length })}</span> : null;
  if (saved.data === undefined && recordId !== undefined && saved.isFetching) return <Skeleton rows={2} label={tc("loading")} />;
  const rows = (saved.data ?? linesIn(value)) as readonly RecordJson[];
  if (rows.length === 0 || detail === undefined) return <span className="text-faint">–</span>;
  const sums = columns.map((column) =>
    sumOf(
      column,
      rows.map((row) => valueIn(column, row)),
    ),
  );
  const isSummed = rows.length > 1 && sums.some((sum) => sum !== undefined);
  return (
    <Table
      label={text(field.label, field.name)}
      isCompact
      rows={rows}
      rowKey={(row, at) => row.id ?? String(at)}
      columns={columns.map((column) => ({
        id: column.id,
        label: text(column.label, column.name),
        align: isRightAligned(column) ? ("end" as const) : undefined,
        render: (row: RecordJson) => <Value field={column} value={valueIn(column, row)} place="cell" recordId={row.id} />,
      }))}
      foot={
        isSummed
          ? columns.map((column, at) =>
              sums[at] !== undefined ? <Value key={column.id} field={column} value={sums[at]} place="cell" /> : at === 0 ? t("sum") : null,
            )
          : undefined
      }
      className="rounded-md border border-line"
    />
  );
};
