"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { typedProps } from "../field-props.ts";
import { MarkdownText } from "../read-markdown/display.tsx";
import type { markdown } from "./definition.ts";

/** Markdown as it is typed, and as it will be read. */
export const Markdown: View<typeof markdown> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const [mode, setMode] = useState("write");
  const value = typeof bound.value === "string" ? bound.value : "";
  return (
    <div className={cx("relative flex min-w-0 flex-col gap-1", className)}>
      <SegmentedControl
        label={t("markdownMode", { field: bound.label })}
        size="sm"
        value={mode}
        onChange={setMode}
        items={[
          { id: "write", label: t("write") },
          { id: "preview", label: t("preview") },
        ]}
        className="absolute -top-1 right-0 z-[1] h-6"
      />
      {mode === "write" ? (
        <TextArea
          {...typedProps(bound)}
          rows={Math.min(16, Math.max(4, value.split("\n").length))}
          value={value}
          onChange={bound.onChange}
        />
      ) : (
        <>
          <span className="text-base font-medium">{bound.label}</span>
          <div className="min-h-24 rounded-md border border-line bg-surface-sunken px-3 py-2">
            {value === "" ? (
              <span className="text-faint">–</span>
            ) : (
              <MarkdownText field={bound.field} value={value} place="page" noLinks={false} recordId={undefined} />
            )}
          </div>
        </>
      )}
    </div>
  );
}
