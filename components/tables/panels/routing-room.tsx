"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Routing, TableDocument } from "#metadata";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/select.tsx";
import { columnsOf } from "../column.ts";
import { CapabilitiesStage } from "./capabilities-stage.tsx";
import { FallbackStage } from "./fallback-stage.tsx";
import { OrderStage } from "./order-stage.tsx";
import { beginRouting, columnsFor } from "./routing-commands.ts";
import { RoutingStrip, type Stage } from "./routing-strip.tsx";
import { RulesStage } from "./rules-stage.tsx";
import { SplitStage } from "./split-stage.tsx";
import { useRouting } from "./use-routing.ts";

/** How the rows that hit become a choice of options: the stages as one strip, and the form of the chosen one. */
export function RoutingRoom(props: { readonly table: TableDocument; readonly onRules: () => void }) {
  const { table } = props;
  return table.routing === undefined ? <NoRouting table={table} /> : <Stages {...props} routing={table.routing} />;
}

function NoRouting({ table }: { readonly table: TableDocument }) {
  const t = useTranslations("studio.routing");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const columns = columnsOf(table, documents);
  const items = columnsFor("option", columns).map(({ id, label, name }) => ({ id, label: text(label, name) }));
  return (
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
            onChange={(option) =>
              workspace.run({ key: "setRouting", values: { table: text(table.label, table.name) } }, beginRouting(table, columns, option))
            }
          />
        )
      }
    >
      {t(items.length === 0 ? "noneNoOutput" : "noneHelp")}
    </EmptyState>
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
