"use client";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { toast } from "../ui/toaster.tsx";
import { Rail } from "./rail.tsx";
import { openDraft, readDraft, readNews, saveDocument } from "./server.ts";
import { useOthers } from "./use-others.ts";
import { deedOf, undoesItself } from "./shortcuts.ts";
import { storageOf } from "./session.ts";
import { step } from "./step.ts";
import { type Place, StudioContext, type StudioValue, type Visitor } from "./studio-context.tsx";
import { TopBar } from "./top-bar.tsx";
import { type Draft, type Workspace, createWorkspace } from "./workspace.ts";

/** The frame of every room: the draft, its log, the top bar and the rail. */
export function Studio(props: {
  readonly visitor: Visitor;
  readonly place: Place;
  /** published revision when the page was made */
  readonly revision: number;
  readonly children: ReactNode;
}) {
  const t = useTranslations("studio");
  const { tenant, userId } = props.visitor;
  const [workspace, setWorkspace] = useState<Workspace>();
  const [fault, setFault] = useState<string>();
  const [revision, setRevision] = useState(props.revision);
  const [said, setSaid] = useState("");
  const opened = useRef(0);
  const current = useRef<Workspace>(undefined);
  const opening = useRef<Promise<Draft>>(undefined);

  const open = useCallback(async () => {
    const mine = ++opened.current;
    setFault(undefined);
    try {
      // Opening twice at once would begin two drafts.
      opening.current ??= openDraft().finally(() => {
        opening.current = undefined;
      });
      const draft = await opening.current;
      const whole = await readDraft(draft.id);
      if (mine !== opened.current) return;
      const before = current.current;
      before?.close();
      const next = createWorkspace({
        draft,
        ...whole,
        save: (key, document, stored) => saveDocument(draft.id, key, document, stored),
        news: (since) => readNews(draft.id, since),
        storage: storageOf(window.sessionStorage, tenant.slug, userId),
        // what could not be saved any more goes along into the next draft
        left: before && { draft: before.get().draft.id, unsaved: before.unsaved() },
      });
      current.current = next;
      setRevision(draft.base);
      setWorkspace(next);
    } catch (error) {
      if (mine === opened.current) setFault(error instanceof Error ? error.message : String(error));
    }
  }, [tenant.slug, userId]);

  useEffect(() => {
    void open();
    return () => {
      opened.current += 1;
    };
  }, [open]);
  useEffect(() => () => workspace?.close(), [workspace]);
  const carried = useRef<Workspace>(undefined);
  useEffect(() => {
    const { carried: count = 0, draft } = workspace?.get() ?? {};
    if (count === 0 || draft === undefined || carried.current === workspace) return;
    carried.current = workspace;
    toast(t("others.carried", { count, number: draft.number }));
  }, [workspace, t]);
  useOthers(workspace, open, userId);

  const announce = useCallback((text: string) => {
    setSaid("");
    // A region that already holds the same words is silent: empty it first.
    requestAnimationFrame(() => setSaid(text));
  }, []);

  const value = useMemo<StudioValue | undefined>(
    () => workspace && { workspace, place: props.place, visitor: props.visitor, revision, announce, reopen: () => void open() },
    [workspace, props.place, props.visitor, revision, announce, open],
  );

  useEffect(() => {
    if (workspace === undefined) return;
    const press = (event: KeyboardEvent): void => {
      const deed = deedOf(event);
      if (deed === undefined || (deed !== "save" && undoesItself(event.target))) return;
      event.preventDefault();
      if (deed === "save") {
        void workspace.flush();
        return;
      }
      step(workspace, deed, t, announce);
    };
    const leave = (event: BeforeUnloadEvent): void => {
      if (workspace.get().saving === "offline") event.preventDefault();
    };
    window.addEventListener("keydown", press);
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("beforeunload", leave);
    };
  }, [workspace, announce, t]);

  if (value === undefined) {
    return (
      <div className="h-dvh bg-surface p-6">
        {fault === undefined ? (
          <Skeleton rows={8} label={t("opening")} />
        ) : (
          <Banner tone="danger" title={t("cannotOpen")} actions={<Button onPress={() => void open()}>{t("tryAgain")}</Button>}>
            {fault}
          </Banner>
        )}
      </div>
    );
  }
  return (
    <StudioContext value={value}>
      <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[var(--topbar)_minmax(0,1fr)] bg-surface">
        <TopBar onReopen={() => void open()} />
        <div className="grid min-h-0 grid-cols-[var(--rail)_minmax(0,1fr)]">
          <Rail />
          <main id="main" className="min-h-0 min-w-0">
            {props.children}
          </main>
        </div>
      </div>
      <div role="status" aria-live="polite" className="sr-only">
        {said}
      </div>
    </StudioContext>
  );
}
