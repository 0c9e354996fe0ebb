"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Routing, TableDocument } from "#metadata";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/select.tsx";
import { columnsOf } from "../column.ts";
import { CapabilitiesStage } from "./capabilities-stage.tsx";
import { FallbackStage } from "./fallback-stage.tsx";
import { OrderStage } from "./order-stage.tsx";
import { RotationForm } from "./rotation-form.tsx";
import { beginRotation, beginRouting, columnsFor } from "./routing-commands.ts";
import { RoutingStrip, type Stage } from "./routing-strip.tsx";
import { RulesStage } from "./rules-stage.tsx";
import { SplitStage } from "./split-stage.tsx";
import { useRouting } from "./use-routing.ts";

/** How the rows that hit become a choice of options: the stages as one strip, and the form of the chosen one. */
export function RoutingRoom(props: { readonly table: TableDocument; readonly onRules: () => void }) {
  const { table } = props;
  if (table.routing !== undefined) return <Stages {...props} routing={table.routing} />;
  return table.rotation === undefined ? <NoRouting table={table} /> : <RotationForm table={table} rotation={table.rotation} />;
}

function NoRouting({ table }: { readonly table: TableDocument }) {
  const t = useTranslations("studio.routing");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const columns = columnsOf(table, documents);
  const items = columnsFor("option", columns).map(({ id, label, name }) => ({ id, label: text(label, name) }));
  const turns = beginRotation(table, columns);
  const told = { key: "setRouting", values: { table: text(table.label, table.name) } } as const;
  return (
    <div className="grid max-w-240 grid-cols-1 gap-x-6 md:grid-cols-2">
      <EmptyState
        title={t("none")}
        action={
          items.length === 0 ? undefined : (
            <Select
              className="max-w-80"
              label={t("begin")}
              placeholder={t("chooseOutput")}
              items={items}
              value={null}
              onChange={(option) => workspace.run(told, beginRouting(table, columns, option))}
            />
          )
        }
      >
        {t(items.length === 0 ? "noneNoOutput" : "noneHelp")}
      </EmptyState>
      <EmptyState
        title={t("noTurns")}
        action={
          turns === undefined ? undefined : (
            <Button size="sm" icon="users-round" onPress={() => workspace.run(told, turns)}>
              {t("beginTurns")}
            </Button>
          )
        }
      >
        {t(turns === undefined ? "turnsNeed" : "turnsHelp")}
      </EmptyState>
    </div>
  );
}

function Stages(props: { readonly table: TableDocument; readonly routing: Routing; readonly onRules: () => void }) {
  const form = useRouting(props.table, props.routing);
  const t = useTranslations("studio.routing");
  const [stage, setStage] = useState<Stage>("capability");
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <RoutingStrip form={form} stage={stage} onStage={setStage} />
      <section aria-label={t(`stage.${stage}`)} className="min-h-0 flex-1 overflow-auto">
        {stage === "capability" ? (
          <CapabilitiesStage form={form} />
        ) : stage === "rules" ? (
          <RulesStage form={form} onRules={props.onRules} />
        ) : stage === "order" ? (
          <OrderStage form={form} />
        ) : stage === "split" ? (
          <SplitStage form={form} />
        ) : (
          <FallbackStage form={form} />
        )}
      </section>
    </div>
  );
}
