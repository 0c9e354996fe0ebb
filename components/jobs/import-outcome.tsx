"use client";
import { useLocale, useTranslations } from "use-intl";
import { useSay } from "../render/say.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { save, type JobJson } from "./jobs-data.ts";
import { RefusedRows } from "./refused-rows.tsx";

/** What an import came to, or would come to, with the rows that are not taken. */
export function Outcome({
  job,
  isDry,
  headings,
  labelOf,
}: {
  readonly job: JobJson;
  readonly isDry: boolean;
  readonly headings: readonly string[];
  readonly labelOf: (field: string) => string;
}) {
  const t = useTranslations("run.import");
  const locale = useLocale();
  const say = useSay();
  const { created = 0, updated = 0, skipped = 0 } = job.result ?? {};
  const tone = job.state === "failed" ? "danger" : job.failed > 0 ? "warning" : job.state === "cancelled" ? "neutral" : "success";
  const title =
    job.state === "failed"
      ? t("failed")
      : job.state === "cancelled"
        ? t("cancelled")
        : isDry
          ? job.failed > 0
            ? t("someFail", { count: job.failed })
            : t("allFine", { count: job.done })
          : t("imported", { count: job.done });
  return (
    <div className="flex flex-col gap-3" lang={locale}>
      <Banner tone={tone} title={title}>
        {job.problems?.[0] === undefined ? null : say(job.problems[0])}
      </Banner>
      <div className="flex flex-wrap gap-2">
        {created > 0 ? <Chip tone="success">{t(isDry ? "wouldCreate" : "created", { count: created })}</Chip> : null}
        {updated > 0 ? <Chip tone="info">{t(isDry ? "wouldUpdate" : "updated", { count: updated })}</Chip> : null}
        {skipped > 0 ? <Chip tone="neutral">{t("skipped", { count: skipped })}</Chip> : null}
        {job.failed > 0 ? <Chip tone="danger">{t("refused", { count: job.failed })}</Chip> : null}
      </div>
      {job.failed > 0 ? (
        <>
          <RefusedRows jobId={job.id} headings={headings} labelOf={labelOf} />
          <div>
            <Button size="sm" icon="download" onPress={() => save(`/api/v1/jobs/${job.id}/rows.csv?locale=${locale}`)}>
              {t("refusedFile")}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  );
}
