"use client";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { revisionEvent } from "../data/revision.ts";
import { toast } from "../ui/toaster.tsx";
import type { Workspace } from "./workspace.ts";

/** Pause between two looks at what others do in the draft, while the page is seen, in milliseconds. */
const pause = 4_000;

/**
 * Hears what others do: their edits of the draft come in, a draft that they closed is followed by the next one, and one that holds nothing
 * yet moves onto what they published.
 */
export function useOthers(workspace: Workspace | undefined, reopen: () => Promise<void>, userId: string): void {
  const t = useTranslations("studio.others");
  const moving = useRef<Workspace>(undefined);
  const told = useRef<Workspace>(undefined);
  useEffect(() => {
    if (workspace === undefined) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") await workspace.refresh();
      clearTimeout(timer);
      if (over) return;
      // a next draft that could not be opened is asked for again
      follow();
      timer = setTimeout(() => void look(), pause);
    };
    const heard = (event: Event): void => {
      if ((event as CustomEvent<number>).detail > workspace.get().live) void look();
    };
    const follow = (): void => {
      const { status, closedBy, live, draft, differences, saving } = workspace.get();
      const isClosed = status !== "open";
      const isEmpty = differences !== undefined && differences.size === 0 && saving === "saved";
      if ((!isClosed && !(isEmpty && live > draft.base)) || moving.current === workspace) return;
      moving.current = workspace;
      // a conversion, a schedule or another window of one's own is nobody else
      const whose = closedBy === `user:${userId}` ? "own" : "others";
      if (told.current !== workspace)
        toast(isClosed ? t(`closed.${whose}.${status}`, { number: draft.number }) : t("live", { revision: live }));
      told.current = workspace;
      void reopen().finally(() => {
        moving.current = undefined;
      });
    };
    timer = setTimeout(() => void look(), pause);
    const stop = workspace.subscribe(follow);
    const lookNow = (): void => void look();
    window.addEventListener("focus", lookNow);
    document.addEventListener("visibilitychange", lookNow);
    window.addEventListener(revisionEvent, heard);
    return () => {
      over = true;
      clearTimeout(timer);
      stop();
      window.removeEventListener("focus", lookNow);
      document.removeEventListener("visibilitychange", lookNow);
      window.removeEventListener(revisionEvent, heard);
    };
  }, [workspace, reopen, userId, t]);
}
