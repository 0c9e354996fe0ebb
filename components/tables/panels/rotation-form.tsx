"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Rotation, TableDocument } from "#metadata";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { columnsOf } from "../column.ts";
import { PartSelect } from "./part-select.tsx";
import { StageFrame } from "./stage-frame.tsx";

/** Which columns hand work round: the list whose members take turns, who is named, the fact with the turn, and who is away. */
export function RotationForm({ table, rotation }: { readonly table: TableDocument; readonly rotation: Rotation }) {
  const t = useTranslations("studio.routing");
  const text = useText();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const columns = useMemo(() => columnsOf(table, documents), [table, documents]);
  const set = (path: readonly string[], value: string | undefined): void =>
    void workspace.run(
      { key: "setRouting", values: { table: text(table.label, table.name) } },
      { do: "set", document: `table/${table.name}`, path: ["rotation", ...path], value },
    );
  return (
    <StageFrame help={t("turnsHelp")}>
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
        {(["among", "to", "turn", "away"] as const).map((part) => (
          <PartSelect
            key={part}
            part={part}
            columns={columns}
            value={rotation[part]}
            isRequired={part !== "away"}
            onChange={(id) => set([part], id)}
            help={t(`turns.${part}`)}
          />
        ))}
      </div>
      <div className="border-t border-line pt-4">
        <Button size="sm" variant="danger" icon="trash-2" onPress={() => set([], undefined)}>
          {t("endTurns")}
        </Button>
      </div>
    </StageFrame>
  );
}
