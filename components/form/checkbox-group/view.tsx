"use client";
import { CheckboxGroup as AriaCheckboxGroup, FieldError, Label, Text } from "react-aria-components";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import { listedOptions } from "../../render/object.ts";
import type { View } from "../../render/view.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
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
      <Label className="text-base font-medium">
        {bound.label}
        {bound.isRequired ? (
          <span aria-hidden="true" className="text-danger">
            {" "}
            *
          </span>
        ) : null}
      </Label>
      <div className="flex flex-wrap gap-x-4">
        {listedOptions(bound.field).map((option) => (
          <Checkbox key={option.id} value={option.id} className="min-h-8">
            {text(option.label, option.id)}
          </Checkbox>
        ))}
      </div>
      {bound.error !== undefined ? (
        <FieldError className="text-sm text-danger">{bound.error}</FieldError>
      ) : bound.help === undefined ? null : (
        <Text slot="description" className="text-sm text-muted">
          {bound.help}
        </Text>
      )}
    </AriaCheckboxGroup>
  );
};
