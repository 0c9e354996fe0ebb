"use client";
import { useMemo, useState } from "react";
import type { PageDocument } from "#metadata";
import { RenderNodes } from "./nodes.tsx";
import { PageContext, type PageState, type RecordJson } from "./page-state.tsx";
import type { RuleContext } from "./rules.ts";
import { CanvasProvider, useObject, useScope } from "./scope.tsx";
import type { Canvas } from "./view.ts";
import { cx } from "../ui/cx.ts";

export interface RenderPageProps {
  readonly page: PageDocument;
  /** the record the page shows, when it shows one */
  readonly record?: RecordJson | undefined;
  readonly className?: string | undefined;
  readonly wrapNode?: Canvas["wrapNode"] | undefined;
  readonly onSelect?: Canvas["onSelect"] | undefined;
}

/** A page, drawn from its document. */
export function RenderPage({ page, record, className, wrapNode, onSelect }: RenderPageProps) {
  const object = useObject(page.object);
  const { user } = useScope();
  const [now] = useState(() => new Date().toISOString());
  const state = useMemo<PageState>(() => {
    const context: RuleContext = { now, user: { id: user.id, roles: user.roles } };
    return { object, record, context };
  }, [object, record, now, user.id, user.roles]);
  const canvas = useMemo<Canvas | undefined>(
    () => (wrapNode === undefined ? undefined : { wrapNode, ...(onSelect === undefined ? {} : { onSelect }) }),
    [wrapNode, onSelect],
  );
  return (
    <PageContext value={state}>
      <CanvasProvider canvas={canvas}>
        <div className={cx("@container flex min-h-0 min-w-0 flex-1 flex-col", className)}>
          <RenderNodes nodes={page.nodes} />
        </div>
      </CanvasProvider>
    </PageContext>
  );
}
