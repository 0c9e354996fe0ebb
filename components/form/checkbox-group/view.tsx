"use client";
import { CheckboxGroup as AriaCheckboxGroup } from "react-aria-components";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import { listedOptions } from "../../render/object.ts";
import type { View } from "../../render/view.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { FieldFoot, FieldLabel } from "../../ui/field.tsx";
import { widthClass } from "../width.ts";
import type { checkboxGroup } from "./definition.ts";

/** Several of a few, all in sight. */
export const CheckboxGroup: View<typeof checkboxGroup> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  if (bound === undefined) return null;
  return (
    <AriaCheckboxGroup
      className={cx("flex min-w-0 flex-col gap-1", widthClass(props.width))}
      value={Array.isArray(bound.value) ? (bound.value as string[]) : []}
      onChange={(ids) => bound.onChange(ids.length === 0 ? undefined : ids)}
      onBlur={bound.onBlur}
      isInvalid={bound.error !== undefined}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      validationBehavior="aria"
    >
      <FieldLabel label={bound.label} isRequired={bound.isRequired} size="lg" />
      <div className="flex flex-wrap gap-x-4">
        {listedOptions(bound.field).map((option) => (
          <Checkbox key={option.id} value={option.id} className="min-h-8">
            {text(option.label, option.id)}
          </Checkbox>
        ))}
      </div>
      <FieldFoot error={bound.error} help={bound.help} />
    </AriaCheckboxGroup>
  );
};
