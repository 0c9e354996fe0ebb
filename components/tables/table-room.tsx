"use client";
import { type ReactNode, memo, useDeferredValue, useState } from "react";
import { useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { NotInDraft } from "../designer/not-in-draft.tsx";
import { useDocument } from "../designer/studio-context.tsx";
import { cx } from "../ui/cx.ts";
import { Tabs } from "../ui/tabs.tsx";
import { ExamplesRoom } from "./examples/examples-room.tsx";
import { ExamplesTab } from "./examples/examples-tab.tsx";
import type { Spot } from "./grid.tsx";
import { LogRoom } from "./log/log-room.tsx";
import { type ChosenColumn, ColumnsRoom } from "./panels/columns-room.tsx";
import { RoutingRoom } from "./panels/routing-room.tsx";
import { PasteDialog } from "./paste-dialog.tsx";
import { RolloutRoom } from "./rollout/rollout-room.tsx";
import { RoomHead } from "./room/room-head.tsx";
import { useRowClipboard } from "./room/row-clipboard.ts";
import { useRowDeeds } from "./room/row-deeds.ts";
import { RulesView } from "./room/rules-view.tsx";
import { useOpenTable } from "./room/use-open-table.ts";
import { useShownFindings } from "./room/use-shown-findings.ts";
import { useTrial } from "./room/use-trial.ts";
import { type View, useView, views } from "./room/views.ts";
import { SimulationRoom } from "./simulation/simulation-room.tsx";
import { Tester } from "./tester.tsx";

/** The decision-table room: the sheet, what deserves a look, and the tester beside it. */
export function TableRoom({ name }: { readonly name: string }) {
  const table = useDocument("table", name);
  return table === undefined ? <NotInDraft name={name} /> : <Room key={name} table={table} />;
}

function Room({ table }: { readonly table: TableDocument }) {
  const t = useTranslations("studio.table");
  const open = useOpenTable(table);
  const { columns, places, published, fromPackage, run } = open;
  const [view, setView] = useView(table);
  const [spot, setSpot] = useState<Spot>();
  const [head, setHead] = useState<ChosenColumn>();
  /** undefined: where there is room for it */
  const [testerOpen, setTesting] = useState<boolean>();
  const testing = testerOpen !== false && view === "rules";
  const isAsked = testerOpen === true;
  const deeds = useRowDeeds(open, spot, setSpot);
  const clipboard = useRowClipboard(open);
  const findings = useShownFindings(open, setSpot);
  const trial = useTrial(open, testing);
  const { judged } = trial;
  // the tester follows a table that is edited when there is time
  const settled = useDeferredValue(table);
  const toTester = (): void => {
    setView("rules");
    setTesting(true);
  };
  const rooms: Readonly<Record<View, () => ReactNode>> = {
    rules: () => (
      <RulesView
        open={open}
        spot={spot}
        onSpot={setSpot}
        deeds={deeds}
        clipboard={clipboard}
        findings={findings}
        hits={trial.hits}
        judged={judged}
        onExamples={() => setView("examples")}
        onHead={(column) => {
          setHead({ side: column.side === "input" ? "inputs" : "outputs", id: column.id });
          setView("columns");
        }}
      />
    ),
    examples: () => <ExamplesRoom table={table} columns={columns} judged={judged} places={places} run={run} onTry={toTester} />,
    simulation: () => <SimulationRoom table={table} columns={columns} places={places} />,
    decisions: () => (
      <LogRoom
        table={table}
        columns={columns}
        places={places}
        isPublished={published !== undefined}
        onTry={(decision) => {
          trial.retry(decision);
          toTester();
        }}
      />
    ),
    rollout: () => <RolloutRoom table={table} columns={columns} isPublished={published !== undefined} />,
    columns: () => <ColumnsRoom table={table} published={published?.document} first={head} />,
    routing: () => <RoutingRoom table={table} onRules={() => setView("rules")} />,
  };
  return (
    <div
      className={cx(
        "grid h-full min-h-0 grid-cols-[minmax(0,1fr)]",
        testing && "md:grid-cols-[minmax(0,1fr)_var(--panel)]",
        testing && (isAsked ? "max-md:[&>:first-child]:hidden" : "max-md:[&>aside]:hidden"),
      )}
    >
      <div className="flex min-h-0 min-w-0 flex-col">
        <RoomHead
          open={open}
          hasTester={testing}
          onTester={(testing && isAsked) || view !== "rules" ? undefined : () => setTesting(true)}
        />
        <Tabs
          label={t("views")}
          value={view}
          onChange={(id) => {
            setHead(undefined);
            setView(id as View);
          }}
          items={views.map((id) => ({
            id,
            label: id === "examples" ? <ExamplesTab judged={judged} /> : t(`view.${id}`),
            ...(id === "rules" ? { count: places.size } : id === "columns" ? { count: columns.length } : {}),
          }))}
        />
        {rooms[view]()}
      </div>
      {testing ? (
        <SettledTester
          table={settled}
          published={published?.document}
          publishedRevision={published?.revision}
          columns={columns}
          publishedColumns={open.publishedColumns}
          places={places}
          facts={trial.facts}
          onFacts={trial.setFacts}
          asOf={trial.asOf}
          onAsOf={trial.setAsOf}
          onKeep={trial.keep}
          onSimulate={() => setView("simulation")}
          tried={trial.tried}
          fromPackage={fromPackage}
          onGo={(row) => setSpot({ row, column: -1, focus: true })}
          onClose={() => setTesting(false)}
        />
      ) : null}
      {clipboard.asked === undefined ? null : (
        <PasteDialog
          columns={columns}
          text={clipboard.asked.text}
          first={clipboard.asked.first}
          onTake={(pasted) => {
            clipboard.take(pasted);
            clipboard.ask(undefined);
          }}
          onClose={() => clipboard.ask(undefined)}
        />
      )}
    </div>
  );
}

type TesterProps = Parameters<typeof Tester>[0];
/** Drawn again for what it shows alone; its deeds are those of the moment it was drawn. */
const SettledTester = memo(Tester, (before, after) =>
  (Object.keys(after) as (keyof TesterProps)[]).every((name) => name.startsWith("on") || before[name] === after[name]),
);
