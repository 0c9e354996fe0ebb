"use client";
import { Suspense, useState, type ReactNode } from "react";
import { byNeed } from "./by-need.ts";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** other, cancel, primary last */
  readonly actions?: ReactNode;
  readonly width?: number | string;
  readonly role?: "dialog" | "alertdialog";
  /** drawn at the edge instead of in the middle (drawers, phone sheets) */
  readonly side?: "start" | "end" | "bottom";
  readonly bodyClassName?: string;
}

const Drawn = byNeed(async () => (await import("./modal.tsx")).DrawnDialog);

/** Asks or shows before anything else can go on. Its buttons are named after the deed. */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen);
  if (props.isOpen && !wasOpen) setWasOpen(true);
  // what never opened is not loaded; what did may leave in its own time
  if (!wasOpen) return null;
  return (
    <Suspense fallback={null}>
      <Drawn {...props} />
    </Suspense>
  );
}
