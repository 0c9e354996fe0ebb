"use client";
import { useEffect, useState } from "react";
import type { TableDocument } from "#metadata";
import { viewWanted } from "../../designer/room-link.tsx";

/** Views of one table, in the order of their tabs. */
export const views = ["rules", "examples", "simulation", "decisions", "rollout", "columns", "routing"] as const;
export type View = (typeof views)[number];

/** What the address asks to see: "/studio/tables/payment_methods#routing". */
const viewOfAddress = (): View | undefined => views.find((each) => typeof location !== "undefined" && location.hash === `#${each}`);

/** The view that is shown: what the address or a link asks for, else the columns of a table that gives nothing yet, else its rules. */
export function useView(table: TableDocument): readonly [View, (view: View) => void] {
  const [view, setView] = useState<View>(() => viewOfAddress() ?? (Object.keys(table.outputs).length === 0 ? "columns" : "rules"));
  useEffect(() => {
    const turn = ({ detail }: Event & { readonly detail?: unknown }): void => {
      const asked = views.find((each) => each === detail);
      if (asked !== undefined) setView(asked);
    };
    window.addEventListener(viewWanted, turn);
    return () => window.removeEventListener(viewWanted, turn);
  }, []);
  return [view, setView];
}
