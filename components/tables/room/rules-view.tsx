"use client";
import { memo, useDeferredValue, useMemo } from "react";
import { useProblems, useStudio } from "../../designer/studio-context.tsx";
import type { Column } from "../column.ts";
import type { Judged } from "../examples/judge.ts";
import { Findings, type FindingsProps } from "../findings.tsx";
import { Grid, type Spot } from "../grid.tsx";
import { factsOf, TableFacts } from "../panels/facts.ts";
import { RowInWords } from "../row-in-words.tsx";
import { useWording } from "../use-wording.ts";
import type { RowClipboard } from "./row-clipboard.ts";
import type { RowDeeds } from "./row-deeds.ts";
import { RulesBar } from "./rules-bar.tsx";
import type { OpenTable } from "./use-open-table.ts";
import type { ShownFindings } from "./use-shown-findings.ts";

/** The rows of the table: the sheet, the selected row in words, and what deserves a look. */
export function RulesView(props: {
  readonly open: OpenTable;
  readonly spot: Spot | undefined;
  readonly onSpot: (spot: Spot) => void;
  readonly deeds: RowDeeds;
  readonly clipboard: RowClipboard;
  readonly findings: ShownFindings;
  /** rows the tester's facts hit */
  readonly hits: ReadonlySet<string>;
  readonly judged: readonly Judged[];
  readonly onHead: (column: Column) => void;
  readonly onExamples: () => void;
}) {
  const { open, spot, onSpot, deeds, clipboard, findings } = props;
  const { table, columns, bands, places, states } = open;
  const { visitor } = useStudio();
  const problems = useProblems("table", table.name);
  const wording = useWording(columns);
  const { analysis, bench, shown } = findings;
  const failing = useMemo(() => props.judged.filter(({ passes }) => !passes), [props.judged]);
  // a hundred lines with their cures: drawn when there is time, never before what is typed
  const late = useDeferredValue(
    useMemo(
      () => ({ table, problems, failing, analysis, wording, places, bench, shown }),
      [table, problems, failing, analysis, wording, places, bench, shown],
    ),
  );
  const facts = useMemo(() => factsOf(columns, wording.sayLogic), [columns, wording]);
  return (
    <>
      <RulesBar
        open={open}
        spot={spot}
        deeds={deeds}
        analysis={findings.analysis}
        problems={problems}
        onPaste={() => clipboard.ask({ text: "", first: 0 })}
      />
      <TableFacts value={facts}>
        <Grid
          table={table}
          columns={columns}
          bands={bands}
          places={places}
          states={states}
          marks={findings.marks}
          hits={props.hits}
          tenant={visitor.tenant.slug}
          spot={spot}
          onSpot={onSpot}
          onHead={props.onHead}
          onInput={deeds.setInput}
          onOutput={deeds.setOutput}
          onAdd={deeds.add}
          onDuplicate={deeds.duplicate}
          onDelete={deeds.remove}
          onEnable={deeds.enable}
          onMove={deeds.move}
          onCopy={clipboard.copy}
          onPaste={clipboard.paste}
          onType={findings.type}
        />
      </TableFacts>
      <RowInWords table={table} row={spot?.row} place={places.get(spot?.row ?? "")} wording={wording} />
      <SettledFindings
        {...late}
        onExamples={props.onExamples}
        onShow={findings.show}
        onGo={(row) => onSpot({ row, column: 0, focus: true })}
        onCure={findings.cure}
      />
    </>
  );
}

const told = [
  "table",
  "problems",
  "failing",
  "analysis",
  "wording",
  "places",
  "bench",
  "shown",
] as const satisfies readonly (keyof FindingsProps)[];
/** What is told is what is drawn; its deeds are those of the moment it was drawn. */
const SettledFindings = memo(Findings, (before, after) => told.every((name) => before[name] === after[name]));
