"use client";
import { useEffect, useRef } from "react";
import { useLocale, useTranslations } from "use-intl";
import { regionsIn } from "#metadata/vocabulary";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { regionNames } from "../../render/region-names.ts";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { InputFrame } from "../input-frame.tsx";
import { widthClass } from "../width.ts";
import type { region } from "./definition.ts";

/** A region chosen level by level: what is inside of the last choice is offered next. */
export const Region: View<typeof region> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

/** "CN-44-4403" below "CN" → ["CN-44", "CN-44-4403"] */
export function stepsOf(code: string, root: string): string[] {
  const parts = code === "" ? [] : code.split("-");
  const from = root === "" ? 0 : root.split("-").length;
  return parts.slice(from).map((_, at) => parts.slice(0, from + at + 1).join("-"));
}

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const locale = useLocale();
  const { levels = 3, root = "" } = bound.field.settings as { levels?: number; root?: string };
  regionNames.useWhen(true);
  const code = typeof bound.value === "string" ? bound.value : "";
  const steps = stepsOf(code, root);
  const shown = Array.from({ length: Math.min(levels, steps.length + 1) }, (_, level) => {
    const above = level === 0 ? root : steps[level - 1]!;
    return { above, chosen: steps[level], items: regionsIn(above, locale).map((each) => ({ id: each.code, label: each.name })) };
  }).filter(({ items }) => items.length > 0);
  const frame = useRef<HTMLDivElement>(null);
  const wants = useRef<number>(undefined);
  useEffect(() => {
    // on to the level below, whose list opens
    if (wants.current === undefined) return;
    const next = frame.current?.querySelectorAll<HTMLElement>("input[role=combobox]")[wants.current];
    wants.current = undefined;
    next?.focus();
  }, [code]);
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {() => (
        <div ref={frame} className="grid grid-cols-[repeat(auto-fit,minmax(7rem,1fr))] gap-2">
          {shown.map(({ above, chosen, items }, level) => (
            <ComboBox
              // a list of another region is another list
              key={`${level}:${above}:${items.length}`}
              label={t("level", { number: level + 1 })}
              hideLabel
              size="lg"
              items={items}
              value={chosen ?? null}
              defaultInputValue={items.find((item) => item.id === chosen)?.label ?? ""}
              placeholder={t(root === "" && level === 0 ? "country" : "chooseRegion")}
              isReadOnly={bound.isReadOnly}
              error={undefined}
              onChange={(next) => {
                if (next === null) bound.onChange(level === 0 ? undefined : above);
                else if (next !== chosen) {
                  bound.onChange(next);
                  wants.current = level + 1;
                }
              }}
            />
          ))}
        </div>
      )}
    </InputFrame>
  );
}
