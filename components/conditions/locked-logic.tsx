"use client";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import { Icon } from "../ui/icon.tsx";
import { LogicText } from "./logic-text.tsx";

/** What conditions cannot say: as it is written, among those that can. */
export function LockedLogic({ logic, onChange }: { readonly logic: Logic; readonly onChange: (logic: Logic) => void }) {
  const t = useTranslations("run.filter");
  return (
    <div className="flex min-w-0 flex-1 items-start gap-1.5">
      <Icon name="code" size={14} className="mt-2 flex-none text-muted" />
      <div className="min-w-0 flex-1">
        <LogicText label={t("locked")} value={logic} onChange={(next) => next !== undefined && onChange(next)} />
      </div>
    </div>
  );
}
