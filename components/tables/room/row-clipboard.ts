"use client";
import { nanoid } from "nanoid";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, TableRow } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";
import { useStudio } from "../../designer/studio-context.tsx";
import { cellToText, givenToText } from "../cell-text.ts";
import { type Pasted, parseTabbed, readPasted, toTabbed } from "../clipboard.ts";
import type { Column } from "../column.ts";
import type { Spot } from "../grid.tsx";
import type { OpenTable } from "./use-open-table.ts";

/** Rows and cells to a spreadsheet and back. */
export function useRowClipboard(open: OpenTable) {
  const t = useTranslations("studio.table");
  const locale = useLocale();
  const { announce } = useStudio();
  const { table, columns, own, run } = open;
  const [asked, setAsked] = useState<{ readonly text: string; readonly first: number }>();

  /** `at`: the first cell they go to; without it they are added after the last row. */
  const take = (pasted: Pasted, at?: Spot): void => {
    run("pasteRows", pasteCommands(open, pasted, at === undefined ? -1 : own.indexOf(at.row)), { count: pasted.rows.length });
    announce(t("pasted", { count: pasted.rows.length }));
  };
  const textOf = (row: TableRow, column: Column): string =>
    column.side === "input" ? cellToText(row.cells?.[column.id], column, locale) : givenToText(row.out[column.id], column, locale);
  return {
    /** what the dialog asks about: text that was pasted, and the column it began at; undefined: nothing */
    asked,
    ask: setAsked,
    take,
    paste: (at: Spot, source: string): void => {
      if (!own.includes(at.row)) return;
      const first = Math.max(0, at.column);
      const pasted = readPasted(parseTabbed(source), columns, first);
      if (pasted.problems.length > 0 || pasted.hadHead) setAsked({ text: source, first });
      else if (pasted.rows.length > 0) take(pasted, at);
    },
    copy: ({ row, column }: Spot): string => {
      const source = table.rows[row];
      if (source === undefined) return "";
      const texts = columns.map((each) => textOf(source, each));
      return column < 0 ? toTabbed([texts]) : toTabbed([[texts[column] ?? ""]]);
    },
  };
}

export type RowClipboard = ReturnType<typeof useRowClipboard>;

/** Fills rows from the one at `start` of the tenant's own on, and adds those that go beyond; -1: adds all. */
function pasteCommands({ key, own }: OpenTable, pasted: Pasted, start: number): Command[] {
  // Rows added one after another each stand last: every one must know those before it.
  const among = [...own];
  return pasted.rows.flatMap((filled, index): Command[] => {
    const existing = start < 0 ? undefined : own[start + index];
    if (existing !== undefined) {
      return filled.map((each) => ({
        do: "set",
        document: key,
        path: ["rows", existing, each.side === "input" ? "cells" : "out", each.column.id],
        value: each.side === "input" ? (each.cell as unknown as Json | undefined) : each.value,
      }));
    }
    const cells = filled.flatMap((each) => (each.side === "input" && each.cell !== undefined ? [[each.column.id, each.cell]] : []));
    const out = filled.flatMap((each) => (each.side === "output" ? [[each.column.id, each.value]] : []));
    const value = {
      ...(cells.length > 0 ? { cells: Object.fromEntries(cells) } : {}),
      out: Object.fromEntries(out),
    } as unknown as Record<string, Json>;
    const id = nanoid(10);
    const add: Command = { do: "add", document: key, path: ["rows"], id, value, before: null, among: [...among] };
    among.push(id);
    return [add];
  });
}
