"use client";
import { useFormatter, useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { isOpen, type JobJson } from "./jobs-data.ts";

/** How far a job is: a bar where it is known how much there is, and always in words. */
export function Progress({ job, className }: { readonly job: JobJson; readonly className?: string }) {
  const t = useTranslations("run.jobs");
  const format = useFormatter();
  const gone = job.done + job.failed;
  const part = job.total === undefined || job.total === 0 ? undefined : Math.min(1, gone / job.total);
  const count = format.number(gone);
  return (
    <div className={cx("flex flex-col gap-1.5", className)}>
      <div
        role="progressbar"
        aria-label={t("progress")}
        {...(part === undefined ? {} : { "aria-valuenow": Math.round(part * 100), "aria-valuemin": 0, "aria-valuemax": 100 })}
        className="h-1.5 overflow-hidden rounded-sm bg-surface-active"
      >
        <div
          className={cx("h-full rounded-sm", job.state === "failed" ? "bg-danger-fill" : "bg-accent", part === undefined && "opacity-40")}
          style={{ width: part === undefined ? "100%" : `${part * 100}%` }}
        />
      </div>
      <span className="num text-sm text-muted">
        {job.cancelling === true && isOpen(job)
          ? t("cancelling")
          : job.state === "waiting"
            ? t("waiting")
            : job.total === undefined
              ? t("rows", { count })
              : t("rowsOf", { count, total: format.number(job.total) })}
        {job.failed > 0 ? <span className="text-danger"> · {t("refused", { count: job.failed })}</span> : null}
      </span>
    </div>
  );
}
