"use client";
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { FieldFoot, FieldLabel } from "../../ui/field.tsx";
import { Star, starsOf } from "../star.tsx";
import { widthClass } from "../width.ts";
import type { rating } from "./definition.ts";

/** Stars: arrows choose, a press on one gives as many. */
export const Rating: View<typeof rating> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const [near, setNear] = useState<number>();
  const most = starsOf(bound.field);
  const value = typeof bound.value === "number" ? bound.value : Number(bound.value ?? 0) || 0;
  const shown = near ?? value;
  return (
    <RadioGroup
      className={cx("flex min-w-0 flex-col gap-1", className)}
      orientation="horizontal"
      value={value === 0 ? null : String(value)}
      onChange={(next) => bound.onChange(Number(next))}
      onBlur={bound.onBlur}
      isInvalid={bound.error !== undefined}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      validationBehavior="aria"
    >
      <FieldLabel label={bound.label} isRequired={bound.isRequired} size="lg" />
      <div className="flex h-10 items-center max-sm:h-11" onPointerLeave={() => setNear(undefined)}>
        {Array.from({ length: most }, (_, at) => at + 1).map((count) => (
          <Radio
            key={count}
            value={String(count)}
            aria-label={t("stars", { count, most })}
            onHoverStart={() => !bound.isReadOnly && setNear(count)}
            className={({ isFocusVisible }) =>
              cx("grid size-8 place-items-center rounded-sm max-sm:size-11", isFocusVisible && "outline-2 outline-focus")
            }
          >
            <Star isOn={count <= shown} size={20} />
          </Radio>
        ))}
        {value > 0 && !bound.isRequired && !bound.isReadOnly ? (
          <IconButton
            icon="x"
            size="sm"
            label={t("clear", { field: bound.label })}
            onPress={() => bound.onChange(undefined)}
            className="ml-1"
          />
        ) : null}
      </div>
      <FieldFoot error={bound.error} help={bound.help} />
    </RadioGroup>
  );
}
