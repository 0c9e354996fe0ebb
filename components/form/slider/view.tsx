"use client";
import { Slider as AriaSlider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { useValueText } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { FieldLabel } from "../../ui/field.tsx";
import { rangeOf } from "../range-of.ts";
import { widthClass } from "../width.ts";
import type { slider } from "./definition.ts";

/** A number of a range, pulled or moved by arrows. */
export const Slider: View<typeof slider> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const valueText = useValueText();
  const { least, most, step } = rangeOf(bound.field);
  const exact = bound.field.fieldType.type(bound.field.settings) === "decimal";
  const { scale = 2 } = bound.field.settings as { scale?: number };
  const given = bound.value === undefined || bound.value === null || bound.value === "" ? undefined : Number(bound.value);
  return (
    <AriaSlider
      value={given ?? least}
      minValue={least}
      maxValue={most}
      step={step}
      isDisabled={bound.isReadOnly}
      onChange={(next) => bound.onChange(exact ? next.toFixed(scale) : next)}
      onChangeEnd={bound.onBlur}
      className={cx("grid min-w-0 grid-cols-[minmax(0,1fr)_auto] gap-x-2", className)}
    >
      <FieldLabel label={bound.label} isRequired={bound.isRequired} size="lg" />
      <SliderOutput className="num text-muted">{() => (given === undefined ? "–" : valueText(bound.field, bound.value))}</SliderOutput>
      <SliderTrack className="relative col-span-2 flex h-10 items-center px-2 max-sm:h-11">
        {({ state }) => (
          <>
            <span className="h-1 w-full overflow-hidden rounded-full bg-line-control">
              <span className="block h-full bg-accent" style={{ width: `${given === undefined ? 0 : state.getThumbPercent(0) * 100}%` }} />
            </span>
            <SliderThumb
              name={bound.field.name}
              className={cx(
                "top-1/2 size-4 rounded-full border-2 border-accent bg-surface data-dragging:bg-accent-soft data-focus-visible:outline-2 data-focus-visible:outline-offset-1 data-focus-visible:outline-focus",
                given === undefined && "border-line-control",
              )}
            />
          </>
        )}
      </SliderTrack>
      {bound.error === undefined && bound.help === undefined ? null : (
        <span className={cx("col-span-2 text-sm", bound.error === undefined ? "text-muted" : "text-danger")}>
          {bound.error ?? bound.help}
        </span>
      )}
    </AriaSlider>
  );
}
