"use client";
import { useId } from "react";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { Switch } from "../../ui/switch.tsx";
import { widthClass } from "../width.ts";
import type { switchInput } from "./definition.ts";

export const SwitchInput: View<typeof switchInput> = ({ props }) => {
  const bound = useBoundField(props);
  const id = useId();
  if (bound === undefined) return null;
  return (
    <div className={cx("flex flex-col gap-1 sm:pt-6", widthClass(props.width))} aria-describedby={id}>
      <Switch
        isSelected={bound.value === true}
        isDisabled={bound.isReadOnly}
        onChange={(on) => {
          bound.onChange(on);
          bound.onBlur();
        }}
      >
        {bound.label}
      </Switch>
      <span id={id} className={cx("text-sm", bound.error === undefined ? "text-muted" : "text-danger")}>
        {bound.error ?? bound.help}
      </span>
    </div>
  );
};
