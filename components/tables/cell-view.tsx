"use client";
import { useContext } from "react";
import { useTranslations } from "use-intl";
import type { Cell, Given } from "#metadata";
import { own } from "../designer/documents.ts";
import { Chip } from "../ui/chip.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { constantText, givenText, lookOf } from "./cell-text.ts";
import { type Column, isNumeric } from "./column.ts";
import { TableFacts } from "./panels/facts.ts";

/** Chips beyond this many become "+3". */
const mostChips = 3;

/** An input cell as it is read. */
export function InputCell({
  cell,
  column,
  locale,
  isOff,
}: {
  readonly cell: Cell | undefined;
  readonly column: Column;
  readonly locale: string;
  readonly isOff: boolean;
}) {
  const t = useTranslations("studio.table");
  const look = lookOf(cell, column, locale);
  switch (look.is) {
    case "any":
      return <span className="text-faint">{t("any")}</span>;
    case "missing":
    case "present":
      return <span className="text-muted">{t(look.is)}</span>;
    case "ranges":
      return column.type === "time" ? (
        <Chips texts={look.texts} isOff={isOff} />
      ) : (
        <span className={cx("num ellipsis", isOff && "text-faint")}>{look.texts.join("; ")}</span>
      );
    case "expression":
      return <ExpressionText held={cell} text={look.text} isOff={isOff} />;
    case "values":
      if (isNumeric(column.type) && look.values.length === 1 && !look.not)
        return <span className={cx("num", isOff && "text-faint")}>{look.values[0]?.text}</span>;
      return (
        <>
          {look.not || look.all === true ? <span className="mr-1 text-sm text-muted">{t(look.not ? "not" : "all")}</span> : null}
          <Chips
            texts={look.values.map(({ text }) => (column.type === "boolean" ? t(text === "true" ? "yes" : "no") : text))}
            isOff={isOff}
          />
        </>
      );
  }
}

/** An expression as a sentence where its table is at hand, else as it is written. */
function ExpressionText(props: { readonly held: unknown; readonly text: string; readonly isOff: boolean }) {
  const facts = useContext(TableFacts);
  const logic = own(props.held, "logic");
  const words = facts === undefined || logic === undefined ? undefined : facts.say(logic);
  return (
    <span title={words ?? props.text} className={cx("flex min-w-0 items-center gap-1", props.isOff && "text-faint")}>
      <Icon name="square-function" size={14} className="flex-none text-faint" />
      <span className={cx("ellipsis", words === undefined && "font-mono text-sm")}>{words ?? props.text}</span>
    </span>
  );
}

function Chips({ texts, isOff }: { readonly texts: readonly string[]; readonly isOff: boolean }) {
  const shown = texts.length > mostChips ? texts.slice(0, mostChips - 1) : texts;
  return (
    <span className="flex min-w-0 gap-1" title={shown.length < texts.length ? texts.join("、") : undefined}>
      {shown.map((text, at) => (
        <Chip key={at} className={cx(isOff && "text-faint")}>
          {text}
        </Chip>
      ))}
      {shown.length < texts.length ? <Chip className="text-muted">+{texts.length - shown.length}</Chip> : null}
    </span>
  );
}

/** An output as it is read: an option is a thing with identity, a number is a number. */
export function OutputCell({
  value,
  column,
  locale,
  isOff,
}: {
  readonly value: Given | undefined;
  readonly column: Column;
  readonly locale: string;
  readonly isOff: boolean;
}) {
  const t = useTranslations("studio.table");
  if (value === undefined) return <span className="text-faint">–</span>;
  if (typeof value === "boolean") return <span className={cx(isOff && "text-faint")}>{t(value ? "yes" : "no")}</span>;
  if (Array.isArray(value)) return <Chips texts={value.map((each) => constantText(each, column, locale))} isOff={isOff} />;
  const text = givenText(value, column, locale);
  if (typeof value === "object") return <ExpressionText held={value} text={text} isOff={isOff} />;
  if (column.type === "enum" || column.type === "set") return <OptionChip id={String(value)} text={text} isOff={isOff} />;
  return <span className={cx("ellipsis", isNumeric(column.type) && "num ml-auto", isOff && "text-faint")}>{text}</span>;
}

const marks = [
  "bg-info-soft text-info",
  "bg-danger-soft text-danger",
  "bg-warning-soft text-warning",
  "bg-success-soft text-success",
  "bg-accent-soft-strong text-accent-text",
];

/** An option with the first letter of its name as a mark; the colour follows from the id. */
export function OptionChip({ id, text, isOff = false }: { readonly id: string; readonly text: string; readonly isOff?: boolean }) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return (
    <Chip outlined className={cx("gap-1.5 pl-[3px]", isOff && "text-faint")}>
      <span
        aria-hidden="true"
        className={cx(
          "grid size-4 flex-none place-items-center rounded-[3px] text-[10px] leading-none font-semibold",
          isOff ? "bg-neutral-soft text-faint" : marks[sum % marks.length],
        )}
      >
        {[...text][0]}
      </span>
      {text}
    </Chip>
  );
}
