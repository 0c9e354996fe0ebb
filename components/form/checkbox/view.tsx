"use client";
import { useId } from "react";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Checkbox as Box } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { widthClass } from "../width.ts";
import type { checkbox } from "./definition.ts";

export const Checkbox: View<typeof checkbox> = ({ props }) => {
  const bound = useBoundField(props);
  const id = useId();
  if (bound === undefined) return null;
  return (
    <div className={cx("flex flex-col gap-1 sm:pt-6", widthClass(props.width))}>
      <Box
        isSelected={bound.value === true}
        isDisabled={bound.isReadOnly}
        isInvalid={bound.error !== undefined}
        aria-describedby={id}
        onChange={(on) => {
          bound.onChange(on);
          bound.onBlur();
        }}
      >
        {bound.label}
      </Box>
      <span id={id} className={cx("text-sm empty:hidden", bound.error === undefined ? "text-muted" : "text-danger")}>
        {bound.error ?? bound.help}
      </span>
    </div>
  );
};
