"use client";
import { useTranslations } from "use-intl";
import { PartSelect } from "./part-select.tsx";
import { StageFrame } from "./stage-frame.tsx";
import type { RoutingForm } from "./use-routing.ts";

/** What puts the options in order: the rows, or a number that they give. */
export function OrderStage({ form }: { readonly form: RoutingForm }) {
  const t = useTranslations("studio.routing");
  return (
    <StageFrame help={t("orderHelp")}>
      <div className="max-w-80">
        <PartSelect
          part="rank"
          columns={form.columns}
          value={form.routing.rank}
          onChange={(id) => form.set(["rank"], id)}
          help={t("rankHelp")}
          none={t("byRows")}
        />
      </div>
    </StageFrame>
  );
}
