"use client";
import type { ReactNode } from "react";

/** A group of lines in a property panel. */
export function PanelSection({
  title,
  children,
  after,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly after?: ReactNode;
}) {
  return (
    <section className="border-b border-line px-4 py-2.5 last:border-0">
      <h3 className="mb-2 flex items-center gap-1.5 font-semibold">
        {title}
        {after}
      </h3>
      <div className="flex flex-col gap-1.5">{children}</div>
    </section>
  );
}
