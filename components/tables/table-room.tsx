"use client";
import { nanoid } from "nanoid";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type Cell, hitPolicies, type Json, type TableDocument, type TableRow, mostExamples } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import type { Command } from "../designer/commands/index.ts";
import { readPublished } from "../designer/server.ts";
import { viewWanted } from "../designer/room-link.tsx";
import { useDocument, useProblems, useStudio, useWorkspace } from "../designer/studio-context.tsx";
import { useText } from "../i18n/index.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Select } from "../ui/select.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { toast } from "../ui/toaster.tsx";
import type { Bench, Cure } from "./analysis/cures.ts";
import { marksOf } from "./analysis/marks.ts";
import { useAnalysis } from "./analysis/use-analysis.ts";
import { cellToText, givenToText } from "./cell-text.ts";
import { type Pasted, parseTabbed, readPasted, toTabbed } from "./clipboard.ts";
import { columnsOf } from "./column.ts";
import { FindingsSummary } from "./findings-summary.tsx";
import { Findings, sameFinding } from "./findings.tsx";
import { Grid, type Spot } from "./grid.tsx";
import { type ChosenColumn, ColumnsRoom } from "./panels/columns-room.tsx";
import { factsOf, TableFacts } from "./panels/facts.ts";
import { RoutingRoom } from "./panels/routing-room.tsx";
import { newOut } from "./new-row.ts";
import { PasteDialog } from "./paste-dialog.tsx";
import { RowInWords } from "./row-in-words.tsx";
import { type RowState, bandsOf, neighbour, packageRows, placesOf, stateOf } from "./rows.ts";
import { LogRoom } from "./log/log-room.tsx";
import { RolloutRoom } from "./rollout/rollout-room.tsx";
import { SimulationRoom } from "./simulation/simulation-room.tsx";
import { SheetMenu } from "./sheet/sheet-menu.tsx";
import { ExamplesRoom } from "./examples/examples-room.tsx";
import { ExamplesTab } from "./examples/examples-tab.tsx";
import { dependsOnTime, expectationOf, judgeExamples } from "./examples/judge.ts";
import { keepExample } from "./examples/keep-example.ts";
import { type Facts, Tester, tryTable } from "./tester.tsx";
import { useWording } from "./use-wording.ts";
import { factsToType, readFacts, tableToAsk } from "./tester/facts.ts";

interface Published {
  readonly document: TableDocument;
  readonly origins: Readonly<Record<string, string>>;
  readonly revision: number;
}

/** The decision-table room: the sheet, what deserves a look, and the tester beside it. */
export function TableRoom({ name }: { readonly name: string }) {
  const t = useTranslations("studio");
  const table = useDocument("table", name);
  if (table === undefined) return <EmptyState title={t("notInDraft", { name })}>{t("notInDraftHelp")}</EmptyState>;
  return <Sheet key={name} table={table} />;
}

function Sheet({ table }: { readonly table: TableDocument }) {
  const t = useTranslations("studio.table");
  const td = useTranslations("studio");
  const text = useText();
  const locale = useLocale();
  const { workspace, visitor, announce } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const problems = useProblems("table", table.name);
  const draft = useWorkspace((state) => state.draft);
  const [published, setPublished] = useState<Published>();
  const [spot, setSpot] = useState<Spot>();
  const [facts, setFacts] = useState<Facts>({});
  const [asOf, setAsOf] = useState<string>();
  const [view, setView] = useState<View>(() => viewOfAddress() ?? (Object.keys(table.outputs).length === 0 ? "columns" : "rules"));
  const [head, setHead] = useState<ChosenColumn>();
  const [testerOpen, setTesting] = useState(true);
  const testing = testerOpen && view === "rules";
  const [pasting, setPasting] = useState<{ readonly text: string; readonly first: number }>();
  const key = `table/${table.name}` as const;
  useEffect(() => {
    const turn = ({ detail }: Event & { readonly detail?: unknown }): void => {
      const asked = views.find((each) => each === detail);
      if (asked !== undefined) setView(asked);
    };
    window.addEventListener(viewWanted, turn);
    return () => window.removeEventListener(viewWanted, turn);
  }, []);

  useEffect(() => {
    let current = true;
    readPublished("table", table.name).then(
      (found) => current && setPublished(found),
      () => undefined, // without it rows only lack their "new" and "changed"
    );
    return () => {
      current = false;
    };
  }, [table.name, draft.base, draft.id]);

  // Options may come from a field of an object: columns follow the other documents, not only this one.
  const sources = Object.values({ ...table.inputs, ...table.outputs })
    .map(({ optionsOf }) => (optionsOf === undefined ? undefined : documents.get(`object/${optionsOf.split(".")[0] ?? ""}`)))
    .filter((each) => each !== undefined);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const columns = useMemo(() => columnsOf(table, documents), [table.inputs, table.outputs, table.currency, ...sources]);
  const publishedColumns = useMemo(() => (published ? columnsOf(published.document, documents) : columns), [published, documents, columns]);
  const fromPackage = useMemo(() => packageRows(published?.origins ?? {}), [published]);
  const bands = useMemo(() => bandsOf(table, fromPackage), [table, fromPackage]);
  const places = useMemo(() => placesOf(bands), [bands]);
  const states = useMemo(() => {
    const found = new Map<string, RowState>();
    if (published !== undefined)
      for (const [id, row] of Object.entries(table.rows)) found.set(id, stateOf(row, published.document.rows[id]));
    else for (const [id, row] of Object.entries(table.rows)) if (row.enabled === false) found.set(id, "off");
    return found;
  }, [table.rows, published]);
  const analysis = useAnalysis(table, columns, bands);
  const [shown, setShown] = useState<TableFinding>();
  // what is shown stays marked as long as it is found
  const found = useMemo(() => shown && analysis.findings.find((each) => sameFinding(shown, each)), [shown, analysis.findings]);
  const marks = useMemo(() => marksOf(analysis.findings, found), [analysis.findings, found]);
  const wording = useWording(columns);
  const tableFacts = useMemo(() => factsOf(columns, wording.sayLogic), [columns, wording]);
  const tried = useMemo(
    () => (testing ? tryTable(table, columns, facts, fromPackage, asOf) : { decision: undefined, problems: [] }),
    [testing, table, columns, facts, fromPackage, asOf],
  );
  const hits = useMemo(() => new Set(tried.decision?.hits), [tried]);

  // examples follow the typing at their own pace
  const settledTable = useDeferredValue(table);
  const judged = useMemo(
    () => (settledTable.examples === undefined ? [] : judgeExamples(settledTable, tableToAsk(settledTable, columns, fromPackage))),
    [settledTable, columns, fromPackage],
  );
  const own = bands[0]?.rows ?? [];
  const run = (did: string, commands: Command | Command[], values: Record<string, string | number> = {}, together?: string): boolean =>
    workspace.run({ key: did, values: { table: text(table.label, table.name), ...values } }, commands, together);

  const add = (after?: string): void => {
    const id = nanoid(10);
    // Under the given row; "" = at the top; nothing said = last of the tenant's own.
    const before = after === undefined ? null : after === "" ? (own[0] ?? null) : (own[own.indexOf(after) + 1] ?? null);
    const out = newOut(table, columns);
    run("addRow", { do: "add", document: key, path: ["rows"], id, value: { out }, before, among: own });
    setSpot({ row: id, column: columns.findIndex(({ side }) => side === "output"), focus: true });
    announce(t("added"));
  };
  const duplicate = (row: string): void => {
    const source = table.rows[row];
    if (source === undefined) return;
    const id = nanoid(10);
    run(
      "duplicateRow",
      {
        do: "add",
        document: key,
        path: ["rows"],
        id,
        value: source as unknown as Record<string, Json>,
        before: own[own.indexOf(row) + 1] ?? null,
        among: own,
      },
      { row: places.get(row) ?? 0 },
    );
    setSpot({ row: id, column: spot?.column ?? 0, focus: true });
    announce(t("added"));
  };
  const remove = (row: string): void => {
    const next = own.length > 1 ? (own[own.indexOf(row) + 1] ?? neighbour(own, row, -1)) : undefined;
    run("removeRow", { do: "remove", document: key, path: ["rows", row] }, { row: places.get(row) ?? 0 });
    setSpot(next === undefined ? undefined : { row: next, column: spot?.column ?? -1, focus: true });
    announce(t("deleted", { row: places.get(row) ?? 0 }));
  };
  const move = (row: string, before: string | null): void => {
    if (!run("moveRow", { do: "move", document: key, path: ["rows"], id: row, before, among: own }, { row: places.get(row) ?? 0 })) return;
    const now = workspace.get().documents.get(key);
    if (now?.kind === "table")
      announce(t("moved", { from: places.get(row) ?? 0, to: placesOf(bandsOf(now, fromPackage)).get(row) ?? 0, count: places.size }));
    setSpot({ row, column: spot?.row === row ? spot.column : -1, focus: true });
  };
  const enable = (row: string, enabled: boolean): void => {
    run(
      enabled ? "enableRow" : "disableRow",
      { do: "set", document: key, path: ["rows", row, "enabled"], value: enabled ? undefined : false },
      { row: places.get(row) ?? 0 },
    );
  };

  const take = (pasted: Pasted, at?: Spot): void => {
    const start = at === undefined ? -1 : own.indexOf(at.row);
    const commands: Command[] = pasted.rows
      .map((filled, index): Command[] => {
        const existing = start < 0 ? undefined : own[start + index];
        if (existing !== undefined) {
          return filled.map((each) => ({
            do: "set",
            document: key,
            path: ["rows", existing, each.side === "input" ? "cells" : "out", each.column.id],
            value: each.side === "input" ? (each.cell as unknown as Json | undefined) : each.value,
          }));
        }
        const cells = filled.flatMap((each) => (each.side === "input" && each.cell !== undefined ? [[each.column.id, each.cell]] : []));
        const out = filled.flatMap((each) => (each.side === "output" ? [[each.column.id, each.value]] : []));
        const value = {
          ...(cells.length > 0 ? { cells: Object.fromEntries(cells) } : {}),
          out: Object.fromEntries(out),
        } as unknown as Record<string, Json>;
        return [{ do: "add", document: key, path: ["rows"], id: nanoid(10), value, before: null, among: own }];
      })
      .flat();
    // Rows added one after another each stand last: every one must know those before it.
    const known = [...own];
    const placed = commands.map((command) => {
      if (command.do !== "add") return command;
      const next = { ...command, among: [...known] };
      known.push(command.id);
      return next;
    });
    run("pasteRows", placed, { count: pasted.rows.length });
    announce(t("pasted", { count: pasted.rows.length }));
  };
  const keep = (): void => {
    if (judged.length >= mostExamples) {
      announce(td("tables.examples.tooMany"));
      return;
    }
    const at = asOf ?? (dependsOnTime(table) ? new Date().toISOString() : undefined);
    const { values } = readFacts(facts, columns);
    const expect = expectationOf(table, tried);
    if (!run("keepExample", keepExample(table, { facts: values, ...(at === undefined ? {} : { at }), expect }).command)) return;
    announce(td("tables.tester.kept"));
    toast(td("tables.tester.kept"), { label: td("undo"), run: () => void workspace.undo() });
  };
  const paste = (at: Spot, source: string): void => {
    if (!own.includes(at.row)) return;
    const first = Math.max(0, at.column);
    const pasted = readPasted(parseTabbed(source), columns, first);
    if (pasted.problems.length > 0 || pasted.hadHead) setPasting({ text: source, first });
    else if (pasted.rows.length > 0) take(pasted, at);
  };
  const copy = ({ row, column }: Spot): string => {
    const source = table.rows[row];
    if (source === undefined) return "";
    const texts = columns.map((each) => cellOf(source, each));
    return column < 0 ? toTabbed([texts]) : toTabbed([[texts[column] ?? ""]]);
  };
  const cellOf = (row: TableRow, column: (typeof columns)[number]): string => {
    if (column.side === "input") return cellToText(row.cells?.[column.id], column, locale);
    const value = row.out[column.id];
    return givenToText(value, column, locale);
  };

  const bench = useMemo(
    (): Omit<Bench, "table"> => ({
      own: bands[0]?.rows ?? [],
      ownColumns: columnsOfTenant(table, published?.origins ?? {}),
      newId: () => nanoid(10),
      newOut: () => newOut(table, columns),
    }),
    [bands, table, published, columns],
  );
  const cureFinding = (cure: Cure, { columns: [about] }: TableFinding): void => {
    const column = columns.find(({ id }) => id === (cure.narrows?.column ?? about));
    const name = column === undefined ? "" : text(column.label, column.name);
    if (!run(cureDeeds[cure.is], [...cure.commands], { row: places.get(cure.row ?? "") ?? 0, column: name, name })) return;
    const at = columns.findIndex(({ side, id }) => (cure.is === "addRow" ? side === "output" : id === column?.id));
    if (cure.goTo !== undefined) setSpot({ row: cure.goTo, column: Math.max(0, at), focus: true });
  };
  return (
    <div className={testing ? "grid h-full min-h-0 grid-cols-[minmax(0,1fr)_var(--panel)]" : "grid h-full min-h-0"}>
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="flex h-13 flex-none items-center gap-2 px-4">
          <h1 className="text-lg font-semibold">{text(table.label, table.name)}</h1>
          <span className="font-mono text-sm text-faint">{table.name}</span>
          <span className="flex-1" />
          <span className="text-sm text-muted" aria-hidden="true">
            {t("hit")}
          </span>
          <Select
            label={t("hit")}
            hideLabel
            size="sm"
            className="w-52"
            items={hitPolicies.map((id) => ({ id, label: t(`hits.${id}`) }))}
            value={table.hit}
            onChange={(hit) => run("setHit", { do: "set", document: key, path: ["hit"], value: hit })}
          />
          {testing || view !== "rules" ? null : (
            <Button size="sm" icon="flask-conical" onPress={() => setTesting(true)}>
              {td("tester.title")}
            </Button>
          )}
        </div>
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
        {view === "columns" ? (
          <ColumnsRoom table={table} published={published?.document} first={head} />
        ) : view === "routing" ? (
          <RoutingRoom table={table} onRules={() => setView("rules")} />
        ) : view === "simulation" ? (
          <SimulationRoom table={table} columns={columns} places={places} />
        ) : view === "decisions" ? (
          <LogRoom
            table={table}
            columns={columns}
            places={places}
            isPublished={published !== undefined}
            onTry={(decision) => {
              setFacts(factsToType(decision.facts, columns));
              setAsOf(decision.at);
              setView("rules");
              setTesting(true);
            }}
          />
        ) : view === "rollout" ? (
          <RolloutRoom table={table} columns={columns} isPublished={published !== undefined} />
        ) : view === "examples" ? (
          <ExamplesRoom
            table={table}
            columns={columns}
            judged={judged}
            places={places}
            run={run}
            onTry={() => {
              setView("rules");
              setTesting(true);
            }}
          />
        ) : (
          <>
            <div className="flex h-12 flex-none items-center gap-2 border-b border-line px-4">
              <Button size="sm" icon="plus" onPress={() => add(spot && own.includes(spot.row) ? spot.row : undefined)}>
                {t("addRow")}
              </Button>
              <Button size="sm" icon="clipboard" onPress={() => setPasting({ text: "", first: 0 })}>
                {td("paste.button")}
              </Button>
              <SheetMenu table={table} columns={columns} bands={bands} places={places} />
              <IconButton
                size="sm"
                icon="copy"
                label={t("duplicate")}
                shortcut="⌘D"
                isDisabled={!spot || !own.includes(spot.row)}
                onPress={() => spot && duplicate(spot.row)}
              />
              <IconButton
                size="sm"
                icon="trash-2"
                label={t("deleteRow")}
                isDisabled={!spot || !own.includes(spot.row)}
                onPress={() => spot && remove(spot.row)}
              />
              <span className="flex-1" />
              <span className="num text-sm text-muted">{t("rowCount", { count: places.size })}</span>
              <FindingsSummary analysis={analysis} problems={problems} />
            </div>
            <TableFacts value={tableFacts}>
              <Grid
                table={table}
                columns={columns}
                bands={bands}
                places={places}
                states={states}
                marks={marks}
                hits={hits}
                tenant={visitor.tenant.slug}
                spot={spot}
                onSpot={setSpot}
                onHead={(column) => {
                  setHead({ side: column.side === "input" ? "inputs" : "outputs", id: column.id });
                  setView("columns");
                }}
                onInput={(row, column, cell) =>
                  run(
                    "setCell",
                    { do: "set", document: key, path: ["rows", row, "cells", column.id], value: cell as unknown as Json | undefined },
                    { row: places.get(row) ?? 0, column: text(column.label, column.name) },
                  )
                }
                onOutput={(row, column, value) =>
                  run(
                    "setCell",
                    { do: "set", document: key, path: ["rows", row, "out", column.id], value },
                    { row: places.get(row) ?? 0, column: text(column.label, column.name) },
                  )
                }
                onAdd={add}
                onDuplicate={duplicate}
                onDelete={remove}
                onEnable={enable}
                onMove={move}
                onCopy={copy}
                onPaste={paste}
                onType={(row, column, typed) => analysis.type(row, withCell(table.rows[row], column, typed))}
              />
            </TableFacts>
            <RowInWords table={table} row={spot?.row} place={places.get(spot?.row ?? "")} wording={wording} />
            <Findings
              table={table}
              problems={problems}
              analysis={analysis}
              wording={wording}
              places={places}
              bench={bench}
              shown={found}
              onShow={(finding) => {
                setShown(finding);
                const at = columns.findIndex(({ id }) => id === finding.columns[0]);
                if (finding.row !== undefined) setSpot({ row: finding.row, column: at, focus: true });
              }}
              onGo={(row) => setSpot({ row, column: 0, focus: true })}
              onCure={cureFinding}
            />
          </>
        )}
      </div>
      {testing ? (
        <Tester
          table={table}
          published={published?.document}
          publishedRevision={published?.revision}
          columns={columns}
          publishedColumns={publishedColumns}
          places={places}
          facts={facts}
          onFacts={setFacts}
          asOf={asOf}
          onAsOf={setAsOf}
          onKeep={keep}
          onSimulate={() => setView("simulation")}
          tried={tried}
          fromPackage={fromPackage}
          onGo={(row) => setSpot({ row, column: -1, focus: true })}
          onClose={() => setTesting(false)}
        />
      ) : null}
      {pasting === undefined ? null : (
        <PasteDialog
          columns={columns}
          text={pasting.text}
          first={pasting.first}
          onTake={(pasted) => {
            take(pasted);
            setPasting(undefined);
          }}
          onClose={() => setPasting(undefined)}
        />
      )}
    </div>
  );
}

/** Views of one table, in the order of their tabs. */
const views = ["rules", "examples", "simulation", "decisions", "rollout", "columns", "routing"] as const;
type View = (typeof views)[number];

/** What the address asks to see: "/studio/tables/payment_methods#routing". */
const viewOfAddress = (): View | undefined => views.find((each) => typeof location !== "undefined" && location.hash === `#${each}`);

/** What the log says of a cure. */
const cureDeeds: Readonly<Record<Cure["is"], string>> = {
  merge: "mergeRows",
  narrow: "setCell",
  delete: "removeRow",
  disable: "disableRow",
  addRow: "addRow",
  removeColumn: "removeColumn",
};

/** A row with another cell; undefined: there is no such row, or it stays as it is. */
function withCell(row: TableRow | undefined, column: string, typed: { readonly cell: Cell | undefined } | undefined): TableRow | undefined {
  if (row === undefined || typed === undefined) return undefined;
  const { [column]: _before, ...cells } = row.cells ?? {};
  return { ...row, cells: typed.cell === undefined ? cells : { ...cells, [column]: typed.cell } };
}

/** Columns that no package made. */
function columnsOfTenant(table: TableDocument, origins: Readonly<Record<string, string>>): ReadonlySet<string> {
  const own = new Set(Object.keys(table.inputs));
  for (const [pointer, layer] of Object.entries(origins)) {
    const id = /^\/inputs\/([^/]+)/.exec(pointer)?.[1];
    if (id !== undefined && layer !== "tenant") own.delete(id);
  }
  return own;
}
