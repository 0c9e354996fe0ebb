"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { widthClass } from "../width.ts";
import type { numberInput } from "./definition.ts";

/** Numbers, and exact decimals: those are kept as text, so that no float comes between. */
export const NumberInput: View<typeof numberInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const exact = bound.field.fieldType.type(bound.field.settings) === "decimal";
  const { scale, integer } = bound.field.settings as { scale?: number; integer?: boolean };
  const digits = exact ? (scale ?? 2) : integer === true ? 0 : 15;
  return (
    <NumberField
      name={bound.field.name}
      label={bound.label}
      help={bound.help}
      error={bound.error}
      placeholder={bound.placeholder}
      size="lg"
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={bound.value === undefined || bound.value === null || bound.value === "" ? undefined : Number(bound.value)}
      onChange={(value) => bound.onChange(value === undefined ? undefined : exact ? value.toFixed(digits) : value)}
      onBlur={bound.onBlur}
      formatOptions={{ maximumFractionDigits: digits, ...(exact ? { minimumFractionDigits: digits } : {}) }}
      className={widthClass(props.width)}
    />
  );
};
