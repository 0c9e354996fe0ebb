"use client";
import { lazy, Suspense, type ReactNode } from "react";
import { cx } from "./cx.ts";
import type { DateFieldProps, DateTimeFieldProps } from "./date-picker.tsx";
import { controlSize, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";

export type { DateFieldProps, DateTimeFieldProps } from "./date-picker.tsx";

// calendars are a good part of the code of a page, and most pages have none
const Day = lazy(async () => ({ default: (await import("./date-picker.tsx")).DateField }));
const Instant = lazy(async () => ({ default: (await import("./date-picker.tsx")).DateTimeField }));

/** The place of a field whose code is still on its way: as large as what comes. */
const Loading = ({ of: field, children }: { readonly of: FieldProps; readonly children: ReactNode }) => (
  <Suspense
    fallback={
      <div className={fieldLook(field)}>
        <FieldLabel
          label={field.label}
          hideLabel={field.hideLabel}
          isRequired={field.isRequired}
          size={field.size}
          labelAt={field.labelAt}
        />
        <div className={cx("control", controlSize(field.size))} />
        {field.help === undefined || field.error !== undefined ? null : (
          <span className={cx("text-sm text-muted", field.labelAt === "start" && "col-start-2")}>{field.help}</span>
        )}
      </div>
    }
  >
    {children}
  </Suspense>
);

/** A day. */
export const DateField = (props: DateFieldProps) => (
  <Loading of={props}>
    <Day {...props} />
  </Loading>
);

/** A day and a time in a zone, stored as an instant. */
export const DateTimeField = (props: DateTimeFieldProps) => (
  <Loading of={props}>
    <Instant {...props} />
  </Loading>
);
