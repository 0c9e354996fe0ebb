"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/index.ts";
import { useStudio } from "../../designer/studio-context.tsx";
import { Button } from "../../ui/button.tsx";
import { PartSelect } from "./part-select.tsx";
import { rowsThat } from "./routing-commands.ts";
import { StageFrame } from "./stage-frame.tsx";
import type { RoutingForm } from "./use-routing.ts";

/** Which outputs say what the rows do: the option, whether it is shown or hidden, and why. */
export function RulesStage({ form, onRules }: { readonly form: RoutingForm; readonly onRules: () => void }) {
  const { table, routing, columns, set } = form;
  const t = useTranslations("studio.routing");
  const text = useText();
  const { workspace } = useStudio();
  return (
    <StageFrame help={t("rulesHelp")}>
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-3">
        <PartSelect
          part="option"
          columns={columns}
          value={routing.option}
          isRequired
          onChange={(id) => set(["option"], id)}
          help={t("optionHelp")}
        />
        <PartSelect
          part="show"
          columns={columns}
          value={routing.show}
          onChange={(id) => set(["show"], id)}
          help={t("showHelp")}
          none={t("everyRowShows")}
        />
        <PartSelect part="reason" columns={columns} value={routing.reason} onChange={(id) => set(["reason"], id)} help={t("reasonHelp")} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <span className="num">{t("saysRules", rowsThat(table, routing))}</span>
        <Button size="sm" icon="table-2" onPress={onRules}>
          {t("openRules")}
        </Button>
      </div>
      <div className="border-t border-line pt-4">
        <Button
          size="sm"
          variant="danger"
          icon="trash-2"
          onPress={() =>
            workspace.run(
              { key: "setRouting", values: { table: text(table.label, table.name) } },
              { do: "remove", document: `table/${table.name}`, path: ["routing"] },
            )
          }
        >
          {t("end")}
        </Button>
        <p className="mt-1 text-sm text-muted">{t("endHelp")}</p>
      </div>
    </StageFrame>
  );
}
