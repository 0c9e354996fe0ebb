"use client";
import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { api, withQuery } from "../../data/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toaster.tsx";
import { cancelJob, followJob, undoJob, type StudioJob } from "../server.ts";
import { useStudio } from "../studio-context.tsx";
import { JobBar } from "./job-bar.tsx";
import { useTell } from "../../render/say.ts";

const isOpen = ({ state }: StudioJob): boolean => state === "waiting" || state === "running";
/** How long an object tells of a conversion that has ended, with the way back. */
const toldMs = 86_400_000;

/** The conversion of an object's values: how far it is, what it came to, and the way back for a day. */
export function Conversions({ object }: { readonly object: string }) {
  const { revision } = useStudio();
  const [job, setJob] = useState<StudioJob>();
  useEffect(() => {
    let current = true;
    api<{ data: readonly StudioJob[] }>(withQuery("/jobs", { kind: "retype", subject: object, limit: 1 })).then(
      ({ data }) => {
        const [latest] = data;
        if (current)
          setJob(latest !== undefined && (isOpen(latest) || Date.now() - Date.parse(latest.createdAt) < toldMs) ? latest : undefined);
      },
      () => undefined, // a courtesy: the object's jobs are listed in the app too
    );
    return () => {
      current = false;
    };
  }, [object, revision]);
  if (job === undefined || (!isOpen(job) && !job.undoable && job.state === "succeeded")) return null;
  return (
    <div className="p-3">
      <Conversion key={job.id} begun={job} onNext={setJob} />
    </div>
  );
}

/** One conversion, followed to its end; then the studio shows what is published. */
export function Conversion(props: {
  readonly begun: StudioJob;
  readonly onNext?: (job: StudioJob) => void;
  readonly onEnded?: (job: StudioJob) => void;
}) {
  const tell = useTell();
  const t = useTranslations("studio.changing");
  const c = useTranslations("common");
  const { reopen, announce } = useStudio();
  const [job, setJob] = useState(props.begun);
  const [fault, setFault] = useState<string>();
  const { onEnded } = props;
  const id = props.begun.id;
  const wasOpen = isOpen(props.begun);
  const ended = useCallback(
    (last: StudioJob) => {
      if (last.state === "succeeded") announce(t("convertedDone", { count: last.done }));
      onEnded?.(last);
      reopen();
    },
    [announce, onEnded, reopen, t],
  );
  useEffect(() => {
    if (!wasOpen) return;
    const following = new AbortController();
    followJob(id, setJob, following.signal).then(
      (last) => last !== undefined && ended(last),
      (error: unknown) => setFault(tell(error)),
    );
    return () => following.abort();
  }, [id, wasOpen, ended]);
  const act = async (what: (id: string) => Promise<StudioJob>): Promise<void> => {
    try {
      const next = await what(id);
      if (next.id !== id) props.onNext?.(next);
    } catch (error) {
      toast(tell(error));
    }
  };
  if (fault !== undefined) return <Banner tone="danger" title={fault} />;
  if (isOpen(job))
    return (
      <Banner
        tone="info"
        title={t("converting")}
        actions={
          <Button size="sm" onPress={() => void act(cancelJob)}>
            {c("cancel")}
          </Button>
        }
      >
        <p className="mb-2">{t("convertingHelp")}</p>
        <JobBar job={job} />
      </Banner>
    );
  if (job.state !== "succeeded")
    return (
      <Banner
        tone={job.state === "failed" ? "danger" : "warning"}
        title={t(job.state === "failed" ? "conversionFailed" : "conversionCancelled")}
      >
        {job.problems?.[0] === undefined ? t("nothingChanged") : tell(job.problems)}
      </Banner>
    );
  return (
    <Banner
      tone={job.failed > 0 ? "warning" : "success"}
      title={job.failed > 0 ? t("convertedSome", { count: job.done, lost: job.failed }) : t("convertedDone", { count: job.done })}
      actions={
        <>
          {job.failed === 0 ? null : (
            <a className="text-accent-text" href={`/api/v1/jobs/${id}/rows.csv`} download>
              {t("lostFile")}
            </a>
          )}
          {job.undoable && props.onNext !== undefined ? (
            <Button size="sm" icon="undo-2" onPress={() => void act(undoJob)}>
              {t("undoRetype")}
            </Button>
          ) : null}
        </>
      }
    >
      {t("undoHelp")}
    </Banner>
  );
}
