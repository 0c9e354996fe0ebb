"use client";
import { useFormatter, useTranslations } from "use-intl";
import type { StudioJob } from "../server.ts";

/** How far a job is: a bar where it is known how much there is, and always in words. */
export function JobBar({ job }: { readonly job: StudioJob }) {
  const t = useTranslations("studio.changing");
  const format = useFormatter();
  const gone = job.done + job.failed;
  const part = job.total === undefined || job.total === 0 ? undefined : Math.min(1, gone / job.total);
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label={t("progress")}
        {...(part === undefined ? {} : { "aria-valuenow": Math.round(part * 100), "aria-valuemin": 0, "aria-valuemax": 100 })}
        className="h-1.5 overflow-hidden rounded-sm bg-surface-active"
      >
        <div
          className={`h-full rounded-sm bg-accent ${part === undefined ? "opacity-40" : ""}`}
          style={{ width: part === undefined ? "100%" : `${part * 100}%` }}
        />
      </div>
      <span className="num text-sm text-muted">
        {job.state === "waiting"
          ? t("starting")
          : job.total === undefined
            ? t("recordsDone", { count: gone })
            : t("recordsOf", { count: format.number(gone), total: format.number(job.total) })}
      </span>
    </div>
  );
}
