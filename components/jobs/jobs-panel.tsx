"use client";
import { useLocale, useTranslations } from "use-intl";
import { api } from "../data/api.ts";
import { useSay } from "../render/say.ts";
import { Moment } from "../render/time.tsx";
import { Button } from "../ui/button.tsx";
import { Chip, type Tone } from "../ui/chip.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { download, isOpen, save, useBegin, useJobs, type JobJson } from "./jobs-data.ts";
import { Progress } from "./progress.tsx";

const tones: Record<JobJson["state"], Tone> = {
  waiting: "warning",
  running: "info",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
};
const known = [
  "import",
  "import_dry_run",
  "export",
  "bulk_update",
  "bulk_delete",
  "undo",
  "retype",
  "retype_plan",
  "reindex",
  "fill_slots",
  "recompute",
] as const;
const nameOf = (kind: string) => known.find((each) => each === kind) ?? "other";

/** The file that rows came from. */
const nameOfFile = ({ kind, result }: JobJson): string | undefined => (kind.startsWith("import") ? result?.file : undefined);

/** Long work on the records of an object, running and past: how far, what was refused, the way back. */
export function JobsPanel({
  object,
  isShown,
  onClose,
}: {
  readonly object: string;
  readonly isShown: boolean;
  readonly onClose: () => void;
}) {
  const t = useTranslations("run.jobs");
  const tc = useTranslations("common");
  const say = useSay();
  const locale = useLocale();
  const jobs = useJobs(object, isShown);
  const { undo, tell, again } = useBegin(object);
  return (
    <Dialog isOpen={isShown} onClose={onClose} title={t("title")} side="end" bodyClassName="!p-0">
      {jobs.data === undefined ? (
        <Skeleton rows={4} className="p-4" label={tc("loading")} />
      ) : jobs.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title={t("none")}>{t("noneHelp")}</EmptyState>
        </div>
      ) : (
        <ul>
          {jobs.data.map((job) => (
            <li key={job.id} className="flex flex-col gap-2 border-b border-line px-4 py-3">
              <div className="flex items-center gap-2">
                <span className="ellipsis flex-1">
                  <span className="font-medium">{t(`kinds.${nameOf(job.kind)}`)}</span>
                  {nameOfFile(job) === undefined ? null : <span className="text-muted"> · {nameOfFile(job)}</span>}
                </span>
                <Chip tone={tones[job.state]}>{t(`states.${job.state}`)}</Chip>
              </div>
              {isOpen(job) ? (
                <Progress job={job} />
              ) : (
                <span className="num text-sm text-muted">
                  {t("rows", { count: job.done })}
                  {job.failed > 0 ? <span className="text-danger"> · {t("refused", { count: job.failed })}</span> : null}
                  {" · "}
                  <Moment at={job.createdAt} />
                </span>
              )}
              {job.problems?.[0] === undefined ? null : <span className="text-sm text-danger">{say(job.problems[0])}</span>}
              <div className="flex flex-wrap gap-2 empty:hidden">
                {isOpen(job) ? (
                  <Button
                    size="sm"
                    isDisabled={job.cancelling === true}
                    onPress={() => void api(`/jobs/${job.id}/cancel`, { body: {} }).then(again, tell)}
                  >
                    {tc("cancel")}
                  </Button>
                ) : null}
                {job.kind === "export" && job.result?.file !== undefined ? (
                  <Button size="sm" icon="download" onPress={() => void download(job.result!.file!).catch(tell)}>
                    {t("download")}
                  </Button>
                ) : null}
                {!isOpen(job) && job.failed > 0 && job.sentShown ? (
                  <Button size="sm" icon="download" onPress={() => save(`/api/v1/jobs/${job.id}/rows.csv?locale=${locale}`)}>
                    {t("refusedFile")}
                  </Button>
                ) : null}
                {job.undoable ? (
                  <Button size="sm" icon="undo-2" onPress={() => void undo(job.id)}>
                    {tc("undo")}
                  </Button>
                ) : null}
                {job.undoneBy === undefined ? null : <span className="text-sm text-muted">{t("wasUndone")}</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
