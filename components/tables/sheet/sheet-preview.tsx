"use client";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import type { Column } from "../column.ts";
import { type Place, partHead } from "./heads.ts";
import { type Rejected, type SheetRead, isWhy } from "./rows-in.ts";
import { cellOut, givenOut } from "./texts.ts";

/** Rows of each sort that are drawn; of the others there is the number. */
const mostShown = 100;

/** What a file changes: rejected places first, as they are what a person has to do something about. */
export function SheetPreview(props: {
  readonly read: SheetRead;
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
  readonly isRemoving: boolean;
}) {
  const { read, table, places } = props;
  const t = useTranslations("studio.tables.sheet");
  const tc = useTranslations("studio.cell");
  const text = useText();
  const locale = useLocale();
  const nameOf = (place: Place): string => ("part" in place ? partHead(place.part, locale) : text(place.column.label, place.column.name));
  const cells = read.changed.reduce((sum, row) => sum + row.cells.length, 0);
  const whyNot = ({ reason, text: what }: Rejected): string =>
    isWhy(reason) ? tc(`why.${reason}`, { text: what }) : t(`reject.${reason}`, { text: what });

  return (
    <div className="flex flex-col gap-4">
      {read.rejected.length === 0 ? null : (
        <Part tone="danger" title={t("rejected", { count: read.rejected.length })} note={t("rejectedHelp")}>
          {read.rejected.slice(0, mostShown).map((each, at) => (
            <li key={at} className="grid grid-cols-[240px_minmax(0,1fr)] gap-3 px-3 py-1.5">
              <span className="num text-muted">
                {each.at === undefined || each.place === undefined
                  ? t("placeLine", { line: each.line })
                  : t("place", { line: each.line, column: letterOf(each.at), head: nameOf(each.place) })}
              </span>
              <span className="text-danger">{whyNot(each)}</span>
            </li>
          ))}
          <More all={read.rejected.length} />
        </Part>
      )}
      {read.changed.length === 0 ? null : (
        <Part tone="info" title={t("changed", { count: read.changed.length })} note={t("cells", { count: cells })}>
          {read.changed.slice(0, mostShown).map((row) => (
            <li key={row.id} className="grid grid-cols-[120px_minmax(0,1fr)] gap-3 px-3 py-1.5">
              <span className="num">
                {t("row", { row: places.get(row.id) ?? 0 })}
                <span className="block text-sm text-faint">{t("line", { line: row.line })}</span>
              </span>
              <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5">
                {row.cells.map(({ place, before, after }, at) => (
                  <Change
                    key={at}
                    name={nameOf(place)}
                    isInput={"column" in place && place.column.side === "input"}
                    before={before}
                    after={after}
                  />
                ))}
              </dl>
            </li>
          ))}
          <More all={read.changed.length} />
        </Part>
      )}
      {read.added.length === 0 ? null : (
        <Part tone="success" title={t("added", { count: read.added.length })}>
          {read.added.slice(0, mostShown).map((row) => (
            <li key={row.id} className="grid grid-cols-[120px_minmax(0,1fr)] gap-3 px-3 py-1.5">
              <span className="num text-muted">{t("line", { line: row.line })}</span>
              <Said parts={row.texts.map(({ place, text: said }) => [nameOf(place), said])} />
            </li>
          ))}
          <More all={read.added.length} />
        </Part>
      )}
      {read.missing.length === 0 ? null : (
        <Part tone={props.isRemoving ? "danger" : "neutral"} title={t("missing", { count: read.missing.length })}>
          {read.missing.slice(0, mostShown).map((id) => {
            const row = table.rows[id]!;
            return (
              <li key={id} className={cx("grid grid-cols-[120px_minmax(0,1fr)] gap-3 px-3 py-1.5", !props.isRemoving && "text-muted")}>
                <span className="num">{t("row", { row: places.get(id) ?? 0 })}</span>
                <span className={cx(props.isRemoving && "line-through decoration-danger")}>
                  <Said
                    parts={props.columns
                      .map((column) => [
                        text(column.label, column.name),
                        column.side === "input"
                          ? cellOut(row.cells?.[column.id], column, locale)
                          : givenOut(row.out[column.id], column, locale),
                      ])
                      .filter(([, said]) => said !== "")}
                  />
                </span>
              </li>
            );
          })}
          <More all={read.missing.length} />
        </Part>
      )}
    </div>
  );
}

function Part(props: {
  readonly tone: "danger" | "info" | "success" | "neutral";
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={props.title}>
      <h3 className="mb-1.5 flex items-center gap-2">
        <Chip tone={props.tone}>{props.title}</Chip>
        {props.note === undefined ? null : <span className="text-sm text-muted">{props.note}</span>}
      </h3>
      <ul className="max-h-56 divide-y divide-line overflow-auto rounded-md border border-line">{props.children}</ul>
    </section>
  );
}

function Change(props: { readonly name: string; readonly isInput: boolean; readonly before: string; readonly after: string }) {
  const t = useTranslations("studio.tables.sheet");
  const tt = useTranslations("studio.table");
  const blank = props.isInput ? tt("any") : t("blank");
  return (
    <>
      <dt className="text-muted">{props.name}</dt>
      <dd className="min-w-0 break-words">
        <span className="font-medium">{props.after || blank}</span>{" "}
        <span className="text-sm text-faint">
          {t("from")} {props.before || blank}
        </span>
      </dd>
    </>
  );
}

const Said = ({ parts }: { readonly parts: readonly (readonly string[])[] }) => (
  <span className="flex min-w-0 flex-wrap gap-x-3">
    {parts.map(([name, said], at) => (
      <span key={at} className="min-w-0 break-words">
        <span className="text-muted">{name}</span> {said}
      </span>
    ))}
  </span>
);

function More({ all }: { readonly all: number }) {
  const t = useTranslations("studio.tables.sheet");
  return all > mostShown ? <li className="px-3 py-1.5 text-muted">{t("more", { count: all - mostShown })}</li> : null;
}

/** 0 → A, 27 → AB, as spreadsheets call their columns. */
function letterOf(at: number): string {
  let name = "";
  for (let rest = at + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}
