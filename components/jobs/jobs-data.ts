"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { api, withQuery } from "../data/api.ts";
import { keys } from "../data/keys.ts";
import type { Said } from "../render/problem-words.ts";
import { useSay, useTell } from "../render/say.ts";
import { useScope } from "../render/scope.tsx";
import { toast } from "../ui/toaster.tsx";

/** A job as the API tells of it. */
export interface JobJson {
  readonly id: string;
  readonly kind: string;
  readonly state: "waiting" | "running" | "succeeded" | "failed" | "cancelled";
  readonly subject: string;
  readonly done: number;
  readonly failed: number;
  readonly total?: number;
  readonly result?: { readonly file?: string; readonly created?: number; readonly updated?: number; readonly skipped?: number };
  readonly problems?: readonly Said[];
  readonly createdAt: string;
  readonly cancelling?: true;
  readonly undoable: boolean;
  readonly undoneBy?: string;
  /** rows that were not taken may be fetched */
  readonly sentShown: boolean;
}

export const isOpen = ({ state }: JobJson): boolean => state === "waiting" || state === "running";

/** Asked again while it runs: often at first, so that short work ends at once. */
const every = (job: JobJson | undefined): number | false => (job === undefined || isOpen(job) ? 400 : false);

export const useJob = (id: string | undefined) =>
  useQuery({
    queryKey: ["job", id],
    queryFn: () => api<JobJson>(`/jobs/${id}`),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => every(state.data),
  });

export const useJobs = (subject: string, wanted: boolean) =>
  useQuery({
    queryKey: ["jobs", subject],
    queryFn: async () => (await api<{ data: JobJson[] }>(withQuery("/jobs", { subject, limit: 30 }))).data,
    enabled: wanted,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) === true ? 1_000 : 10_000),
  });

/** Waits until a job has ended. */
async function ended(id: string): Promise<JobJson> {
  for (let pause = 150; ; pause = Math.min(pause * 1.5, 1_000)) {
    const job = await api<JobJson>(`/jobs/${id}`);
    if (!isOpen(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Saves a file of the platform where the browser saves files. */
export async function download(file: string): Promise<void> {
  const { urls } = await api<{ urls: { original: string } }>(`/files/${file}`);
  save(urls.original);
}

/** Lets the browser save what an address answers as a file. */
export function save(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * Begins work on many records and tells when it has ended: a toast with the way back, files saved, lists read again. What goes wrong is told
 * too; → whether it was begun.
 */
export function useBegin(object: string) {
  const t = useTranslations("run.jobs");
  const tc = useTranslations("common");
  const say = useSay();
  const words = useTell(object);
  const client = useQueryClient();
  const { revision } = useScope();
  const tell = useCallback(
    (fault: unknown) => {
      toast(words(fault));
    },
    [words],
  );
  const again = useCallback(() => {
    void client.invalidateQueries({ queryKey: keys.object(revision, object) });
    void client.invalidateQueries({ queryKey: ["jobs", object] });
  }, [client, revision, object]);
  const undo = useCallback(
    async (id: string) => {
      try {
        const job = await api<JobJson>(`/jobs/${id}/undo`, { body: {} });
        void client.invalidateQueries({ queryKey: ["jobs", object] });
        const done = await ended(job.id);
        toast(done.failed > 0 ? t("undoneSome", { count: done.done, failed: done.failed }) : t("undone", { count: done.done }));
      } catch (fault) {
        tell(fault);
      }
      again();
    },
    [again, client, object, t, tell],
  );
  const begin = useCallback(
    async (path: string, body: unknown, said: (job: JobJson) => string): Promise<boolean> => {
      try {
        const { id } = await api<JobJson>(path, { body });
        void client.invalidateQueries({ queryKey: ["jobs", object] });
        void ended(id).then(async (job) => {
          again();
          if (job.state === "failed") toast(t("failed", { reason: job.problems?.[0] === undefined ? "" : say(job.problems[0]) }));
          else {
            if (job.result?.file !== undefined && job.kind === "export") await download(job.result.file);
            toast(said(job), job.undoable ? { label: tc("undo"), run: () => void undo(id) } : undefined);
          }
        }, tell);
        return true;
      } catch (fault) {
        tell(fault);
        return false;
      }
    },
    [again, client, object, say, t, tc, tell, undo],
  );
  return { begin, undo, again, tell };
}
