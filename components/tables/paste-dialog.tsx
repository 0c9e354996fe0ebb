"use client";
import { useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useText } from "../i18n/index.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { cellToText, givenText } from "./cell-text.ts";
import { type Pasted, parseTabbed, readPasted } from "./clipboard.ts";
import type { Column } from "./column.ts";

/** Rows from a spreadsheet: pasted, read against the columns, shown before they are taken. */
export function PasteDialog(props: {
  readonly columns: readonly Column[];
  readonly text: string;
  /** column the paste began at */
  readonly first: number;
  readonly onTake: (pasted: Pasted) => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations("studio.paste");
  const tc = useTranslations("studio.cell");
  const c = useTranslations("common");
  const label = useText();
  const locale = useLocale();
  const [source, setSource] = useState(props.text);
  const pasted = useMemo(() => readPasted(parseTabbed(source), props.columns, props.first), [source, props.columns, props.first]);
  const shown = pasted.rows.slice(0, 50);
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("title")}
      width={860}
      actions={
        <>
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            isDisabled={pasted.rows.length === 0 || pasted.problems.length > 0}
            hint={pasted.problems.length > 0 ? t("fixFirst") : undefined}
            onPress={() => props.onTake(pasted)}
          >
            {t("take", { count: pasted.rows.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextArea
          label={t("source")}
          help={t("help", {
            columns: props.columns
              .slice(props.first)
              .map((column) => label(column.label, column.name))
              .join(" · "),
          })}
          value={source}
          onChange={setSource}
          rows={6}
          isMono
          autoFocus
        />
        {pasted.problems.length === 0 ? null : (
          <ul className="max-h-36 overflow-auto rounded-md bg-danger-soft px-3 py-2">
            {pasted.problems.slice(0, 20).map((problem, at) => (
              <li key={at} className="text-danger">
                {t("problem", {
                  row: problem.row + 1,
                  column: label(problem.column.label, problem.column.name),
                  why: tc(`why.${problem.why}`, { text: problem.text }),
                })}
              </li>
            ))}
            {pasted.problems.length > 20 ? <li className="text-muted">{t("more", { count: pasted.problems.length - 20 })}</li> : null}
          </ul>
        )}
        {shown.length === 0 ? null : (
          <div className="overflow-auto rounded-md border border-line">
            <table className="w-full">
              <thead>
                <tr>
                  {props.columns.map((column) => (
                    <th
                      key={column.id}
                      scope="col"
                      className="h-8 border-b border-line bg-surface-sunken px-2 text-left text-sm font-medium text-muted"
                    >
                      {label(column.label, column.name)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((row, at) => (
                  <tr key={at}>
                    {props.columns.map((column) => {
                      const filled = row.find((each) => each.column.id === column.id);
                      const bad = pasted.problems.some((problem) => problem.row === at && problem.column.id === column.id);
                      return (
                        <td
                          key={column.id}
                          className={`h-8 border-b border-line px-2 whitespace-nowrap ${bad ? "bg-danger-soft text-danger" : ""}`}
                        >
                          {filled === undefined
                            ? bad
                              ? "✕"
                              : ""
                            : filled.side === "input"
                              ? cellToText(filled.cell, column, locale) || c("any")
                              : givenText(filled.value, column, locale)}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </Dialog>
  );
}
