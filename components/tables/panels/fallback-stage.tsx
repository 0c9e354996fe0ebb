"use client";
import { useTranslations } from "use-intl";
import { OptionsInOrder } from "./options-in-order.tsx";
import { StageFrame } from "./stage-frame.tsx";
import type { RoutingForm } from "./use-routing.ts";

/** What is offered when nothing else is left. */
export function FallbackStage({ form }: { readonly form: RoutingForm }) {
  const t = useTranslations("studio.routing");
  return (
    <StageFrame help={t("fallbackHelp")}>
      <div className="max-w-100">
        <OptionsInOrder
          label={t("stage.fallback")}
          addLabel={t("addFallback")}
          all={form.options}
          labelOf={form.labelOf}
          value={(form.routing.fallback ?? []).map(String)}
          onChange={(ids) => form.set(["fallback"], ids.length === 0 ? undefined : ids)}
        />
      </div>
    </StageFrame>
  );
}
