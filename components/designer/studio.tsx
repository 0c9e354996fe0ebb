"use client";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Rail } from "./rail.tsx";
import { openDraft, readDraft, readNews, saveDocument } from "./server.ts";
import { useOthers } from "./use-others.ts";
import { deedOf, undoesItself } from "./shortcuts.ts";
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
  const [workspace, setWorkspace] = useState<Workspace>();
  const [fault, setFault] = useState<string>();
  const [revision, setRevision] = useState(props.revision);
  const [said, setSaid] = useState("");
  const opened = useRef(0);
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
      setRevision(draft.base);
      setWorkspace((before) =>
        createWorkspace({
          draft,
          ...whole,
          save: (key, document, stored) => saveDocument(draft.id, key, document, stored),
          news: (since) => readNews(draft.id, since),
          storage: window.sessionStorage,
          // what could not be saved any more goes along into the next draft
          ...(before === undefined || before.get().draft.id === draft.id ? {} : { unsaved: before.unsaved() }),
        }),
      );
    } catch (error) {
      if (mine === opened.current) setFault(error instanceof Error ? error.message : String(error));
    }
  }, []);

  useEffect(() => {
    void open();
    return () => {
      opened.current += 1;
    };
  }, [open]);
  useEffect(() => () => workspace?.close(), [workspace]);
  useOthers(workspace, open);

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
      <div className="grid h-dvh grid-rows-[var(--topbar)_minmax(0,1fr)] bg-surface">
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
