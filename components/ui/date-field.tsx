"use client";
import { lazy, Suspense, type ReactNode } from "react";
import type { DateFieldProps, DateTimeFieldProps } from "./date-picker.tsx";

export type { DateFieldProps, DateTimeFieldProps } from "./date-picker.tsx";

// calendars are a good part of the code of a page, and most pages have none
const Day = lazy(async () => ({ default: (await import("./date-picker.tsx")).DateField }));
const Instant = lazy(async () => ({ default: (await import("./date-picker.tsx")).DateTimeField }));

const Loading = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <Suspense
    fallback={
      <div className="flex min-w-0 flex-col gap-1">
        <span className="text-sm text-muted">{label}</span>
        <div className="control" />
      </div>
    }
  >
    {children}
  </Suspense>
);

/** A day. */
export const DateField = (props: DateFieldProps) => (
  <Loading label={props.label}>
    <Day {...props} />
  </Loading>
);

/** A day and a time in a zone, stored as an instant. */
export const DateTimeField = (props: DateTimeFieldProps) => (
  <Loading label={props.label}>
    <Instant {...props} />
  </Loading>
);
