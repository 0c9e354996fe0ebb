"use client";
import { useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Select } from "../ui/select.tsx";
import type { Preview } from "./import-preview.ts";

/** Stands for a column that goes nowhere. */
export const none = "-";
const encodings: Record<string, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16", gb18030: "GBK" };

interface Item {
  readonly id: string;
  readonly label: string;
}

/** Which file it is, and what it is made of. */
export function FileLine({ preview }: { readonly preview: Preview }) {
  const t = useTranslations("run.import");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Icon name="file-spreadsheet" className="text-muted" />
      <span className="ellipsis font-medium">{preview.name}</span>
      <span className="num text-muted">
        {t("rows", { count: preview.rows })} ·{" "}
        {preview.format === "xlsx" ? "Excel" : `CSV · ${encodings[preview.encoding] ?? preview.encoding}`}
      </span>
    </div>
  );
}

/** One row a column of the file: its heading, what stands in it, and where it goes. */
export function Mapping(props: {
  readonly preview: Preview;
  readonly mapping: Readonly<Record<string, string>>;
  readonly items: readonly Item[];
  readonly withId: boolean;
  readonly onMap: (column: string, field: string) => void;
  /** by what the records are named that a field refers to; undefined: it refers to none */
  readonly namedBy: (field: string) => { readonly items: readonly Item[]; readonly value: string } | undefined;
  readonly onNamedBy: (field: string, by: string) => void;
}) {
  const t = useTranslations("run.import");
  const { preview, mapping } = props;
  const items = [{ id: none, label: t("leaveOut") }, ...(props.withId ? [{ id: "id", label: "ID" }] : []), ...props.items];
  return (
    <div className="max-h-[38vh] overflow-auto rounded-lg border border-line" tabIndex={0} role="region" aria-label={t("columns")}>
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-left text-sm text-muted">
            {[t("column"), t("values"), t("field")].map((each, index) => (
              <th
                key={each}
                className={cx(
                  "sticky top-0 z-1 h-8 border-b border-line bg-surface-sunken px-3 font-medium",
                  index === 1 && "max-sm:hidden",
                )}
              >
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column, at) => {
            const values = preview.sample.map((row) => row[at] ?? "").filter((each) => each !== "");
            const field = mapping[String(at)];
            const by = field === undefined ? undefined : props.namedBy(field);
            return (
              <tr key={at} className="border-b border-line align-top last:border-b-0">
                <td className="max-w-40 px-3 py-2.5 font-medium max-sm:py-4">
                  <span className="ellipsis block" title={column.name}>
                    {column.name}
                  </span>
                </td>
                <td className="max-w-72 px-3 py-2.5 text-muted max-sm:hidden">
                  <span className="ellipsis block" title={values.slice(0, 5).join("\n")}>
                    {values.slice(0, 3).join(" · ") || "–"}
                  </span>
                </td>
                <td className="w-60 px-3 py-1.5">
                  <Select
                    label={t("fieldFor", { column: column.name })}
                    hideLabel
                    size="sm"
                    value={field ?? none}
                    onChange={(next) => props.onMap(String(at), next)}
                    items={items}
                  />
                  {by === undefined || by.items.length < 2 ? null : (
                    <div className="mt-1 flex items-center gap-2">
                      <span className="text-sm whitespace-nowrap text-muted">{t("namedBy")}</span>
                      <Select
                        label={t("namedByFor", { column: column.name })}
                        hideLabel
                        size="sm"
                        className="min-w-0 flex-1"
                        value={by.value}
                        onChange={(next) => props.onNamedBy(field!, next)}
                        items={by.items}
                      />
                    </div>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
