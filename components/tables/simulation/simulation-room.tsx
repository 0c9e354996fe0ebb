"use client";
import { useEffect, useRef, useState } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { ApiProblem } from "../../data/index.ts";
import { ProblemList } from "../../designer/problem-list.tsx";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import type { Column } from "../column.ts";
import { type Simulation, simulate } from "../server.ts";
import { SimulationResult } from "./simulation-result.tsx";
import { useTell } from "../../render/say.ts";

const sizes = ["1000", "10000", "100000"] as const;
type Source = "decisions" | "boundary";

/** The draft against what is published, over what was decided before or where something changes. */
export function SimulationRoom(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
}) {
  const tell = useTell();
  const { table } = props;
  const t = useTranslations("studio.tables.simulation");
  const format = useFormatter();
  const locale = useLocale();
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const [source, setSource] = useState<Source>("decisions");
  const [size, setSize] = useState<string>(sizes[0]);
  const [found, setFound] = useState<{ readonly of: TableDocument; readonly simulation: Simulation }>();
  const [fault, setFault] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const go = async (): Promise<void> => {
    running.current?.abort();
    const mine = (running.current = new AbortController());
    setBusy(true);
    setFault(undefined);
    try {
      await workspace.flush();
      const over = source === "decisions" ? { decisions: Number(size) } : { boundary: true as const };
      const simulation = await simulate(table.name, draft.id, over, mine.signal);
      setFound({ of: table, simulation });
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      setFault(error);
    } finally {
      if (running.current === mine) setBusy(false);
    }
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line px-4">
        <SegmentedControl
          size="sm"
          label={t("source")}
          items={[
            { id: "decisions", label: t("decisions") },
            { id: "boundary", label: t("boundary") },
          ]}
          value={source}
          onChange={(id) => setSource(id as Source)}
        />
        {source === "decisions" ? (
          <Select
            size="sm"
            hideLabel
            label={t("howMany")}
            className="w-36"
            items={sizes.map((id) => ({ id, label: t("latest", { count: format.number(Number(id)) }) }))}
            value={size}
            onChange={setSize}
          />
        ) : (
          <span className="ellipsis text-sm text-muted">{t("boundaryHelp")}</span>
        )}
        <span className="flex-1" />
        {isBusy ? (
          <Button
            size="sm"
            onPress={() => {
              running.current?.abort();
              setBusy(false);
            }}
          >
            {t("cancel")}
          </Button>
        ) : null}
        <Button size="sm" icon="play" isBusy={isBusy} onPress={() => void go()}>
          {t("run")}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-auto" aria-live="polite" aria-busy={isBusy}>
        {fault === undefined ? null : (
          <Banner tone="danger" className="m-4" title={t("failed")}>
            {fault.problems.length === 0 ? <p>{tell(fault)}</p> : <ProblemList problems={fault.problems} />}
          </Banner>
        )}
        {found === undefined ? (
          fault === undefined ? (
            <EmptyState title={t("none")}>{t("noneHelp")}</EmptyState>
          ) : null
        ) : (
          <>
            {found.of === table ? null : (
              <Banner
                tone="warning"
                className="mx-4 mt-4"
                title={t("stale")}
                actions={
                  <Button size="sm" onPress={() => void go()}>
                    {t("again")}
                  </Button>
                }
              />
            )}
            <SimulationResult key={locale} {...props} simulation={found.simulation} />
          </>
        )}
      </div>
    </div>
  );
}
