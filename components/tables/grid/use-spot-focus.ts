"use client";
import { type RefObject, useEffect, useRef } from "react";
import type { Spot } from "./grid-props.ts";

/**
 * The selection keeps the focus, also where it scrolled into view only now.
 * @returns set to true: the cell that is selected next takes the focus
 */
export function useSpotFocus(options: {
  readonly spot: Spot | undefined;
  readonly lineOf: ReadonlyMap<string, number>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly scrollTo: (line: number) => void;
  readonly isEditing: boolean;
}): RefObject<boolean> {
  const { spot, lineOf, scroller, scrollTo, isEditing } = options;
  const wantsFocus = useRef(false);
  const seenSpot = useRef<Spot>(undefined);
  useEffect(() => {
    if (spot === undefined) return;
    if (seenSpot.current !== spot && spot.focus === true) wantsFocus.current = true;
    seenSpot.current = spot;
    const at = lineOf.get(spot.row);
    if (at === undefined) return;
    if (wantsFocus.current) scrollTo(at);
    if (isEditing) return;
    const frame = requestAnimationFrame(() => {
      if (!wantsFocus.current) return;
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(spot.row)}"][data-column="${spot.column}"]`);
      if (cell) {
        cell.focus({ preventScroll: true });
        cell.scrollIntoView({ block: "nearest", inline: "nearest" });
        wantsFocus.current = false;
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [spot, lineOf, scroller, scrollTo, isEditing]);
  return wantsFocus;
}
