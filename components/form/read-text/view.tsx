"use client";
import { useTranslations } from "use-intl";
import { useBoundField } from "../../render/form-state.tsx";
import { Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { widthClass } from "../width.ts";
import type { readText } from "./definition.ts";

export const ReadText: View<typeof readText> = ({ props }) => {
  const bound = useBoundField(props);
  const t = useTranslations("common");
  if (bound === undefined) return null;
  return (
    <div className={cx("flex flex-col gap-1", widthClass(props.width))}>
      <span className="text-base font-medium">{bound.label}</span>
      <span className="flex min-h-10 items-center whitespace-pre-wrap">
        <Value field={bound.field} value={bound.value} empty={t("none")} />
      </span>
      {bound.help === undefined ? null : <span className="text-sm text-muted">{bound.help}</span>}
    </div>
  );
};
