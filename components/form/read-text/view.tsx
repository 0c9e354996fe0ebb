"use client";
import { useTranslations } from "use-intl";
import { useNodeOf } from "../../render/node-context.tsx";
import { useBoundField, useFormState } from "../../render/form-state.tsx";
import { Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { displayOf } from "../../displays.ts";
import { cx } from "../../ui/cx.ts";
import { widthClass } from "../width.ts";
import { DerivedMark } from "./derived-mark.tsx";
import type { readText } from "./definition.ts";

/** A value in a form, not to be changed here. Every component that only reads stands in this frame; its name says how the value is drawn. */
export const ReadText: View<typeof readText> = ({ props }) => {
  const bound = useBoundField(props);
  const { recordId } = useFormState();
  const node = useNodeOf();
  const t = useTranslations("common");
  if (bound === undefined) return null;
  const display = node === undefined ? undefined : displayOf(node.component);
  // the plain one leaves it to the field how it is read
  const field = display === undefined ? bound.field : { ...bound.field, readBy: node!.component };
  const isTall = displayOf(field.readBy)?.isTall === true;
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", isTall ? props.width !== "auto" && "col-span-full" : widthClass(props.width))}>
      <span className="text-base font-medium">
        {bound.label}
        <DerivedMark field={field} />
      </span>
      <div className={cx("min-h-10 min-w-0", isTall ? "py-1" : "flex items-center whitespace-pre-wrap")}>
        <Value field={field} value={bound.value} empty={t("none")} recordId={recordId} />
      </div>
      {bound.help === undefined ? null : <span className="text-sm text-muted">{bound.help}</span>}
    </div>
  );
};
