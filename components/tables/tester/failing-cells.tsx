"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Cell } from "#metadata";
import { useText } from "../../i18n/index.ts";
import type { Column } from "../column.ts";
import { type FailingCell, edgeOf, valueText, wantedText } from "./words.ts";

/** What kept something back, a line for each: what was asked for, and what was. */
export function FailingCells({ failing, columns }: { readonly failing: readonly FailingCell[]; readonly columns: readonly Column[] }) {
  if (failing.length === 0) return null;
  return (
    <dl className="mt-1.5 grid grid-cols-[minmax(56px,max-content)_minmax(0,1fr)] gap-x-2 gap-y-0.5 text-sm">
      {failing.map((each, at) => (
        <Failing key={at} failing={each} column={columns.find(({ side, name }) => side === "input" && name === each.input)} />
      ))}
    </dl>
  );
}

function Failing({ failing, column }: { readonly failing: FailingCell; readonly column: Column | undefined }) {
  const t = useTranslations("studio.tables.tester");
  const to = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  if (column === undefined) {
    const known = t.has(`rowCode.${failing.code}` as never) ? t(`rowCode.${failing.code}` as never) : failing.reason;
    return (
      <>
        <dt className="text-muted">{failing.input === "" ? to("stateOfRow") : failing.input}</dt>
        <dd className="text-danger">{known}</dd>
      </>
    );
  }
  const isAbsent = failing.actual === null || failing.actual === undefined;
  const actual = valueText(failing.actual, column, locale, t("personal"));
  const edge = isAbsent ? undefined : edgeOf(failing, column, locale);
  return (
    <>
      <dt className="ellipsis text-muted">{text(column.label, column.name)}</dt>
      <dd className="min-w-0 break-words">
        {failing.personal === true ? (
          <span className="text-danger">{failing.code === "absent" ? to("isAbsent") : t("personalFails")}</span>
        ) : edge === undefined ? (
          <>
            {to("wants", { what: wantedText(failing.expected as Cell, column, locale, tt as never) })}
            <span className="text-danger"> {isAbsent ? to("isAbsent") : to("is", { what: actual })}</span>
          </>
        ) : (
          <span className="num text-danger">
            {actual} {edge}
          </span>
        )}
        {failing.unsure === true ? <span className="text-muted"> {t("unsure")}</span> : null}
      </dd>
    </>
  );
}
