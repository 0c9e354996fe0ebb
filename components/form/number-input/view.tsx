"use client";
import { useLocale } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { typedProps } from "../field-props.ts";
import { plainNumber } from "../plain-number.ts";
import { useTypedText } from "../typed-text.ts";
import { widthClass } from "../width.ts";
import type { numberInput } from "./definition.ts";

/** Numbers, and exact decimals: those are typed and kept as text, so that no float comes between. */
export const NumberInput: View<typeof numberInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const exact = bound.field.fieldType.type(bound.field.settings) === "decimal";
  const Input = exact ? Exact : Float;
  return <Input bound={bound} className={widthClass(props.width)} />;
};

interface Props {
  readonly bound: BoundField;
  readonly className: string | undefined;
}

function Float({ bound, className }: Props) {
  const { integer } = bound.field.settings as { integer?: boolean };
  return (
    <NumberField
      {...typedProps(bound)}
      value={bound.value === undefined || bound.value === null || bound.value === "" ? undefined : Number(bound.value)}
      onChange={bound.onChange}
      formatOptions={{ maximumFractionDigits: integer === true ? 0 : 15 }}
      className={className}
    />
  );
}

/** As it is read, without the sign of percent that people type behind it. */
const plain = (text: string): string => plainNumber(text).replaceAll(/[%％]/gu, "");

function Exact({ bound, className }: Props) {
  const locale = useLocale();
  const { fieldType, settings } = bound.field;
  const typed = useTypedText(bound, String, plain);
  // what stands behind the number where it is read, such as %
  const unit = fieldType.toText("1", settings, locale).replaceAll(/[\d.,\s]/gu, "");
  return (
    <TextField
      {...typedProps(bound)}
      inputMode="decimal"
      align="end"
      value={typed.text}
      onChange={typed.type}
      onBlur={typed.leave}
      after={unit === "" ? undefined : <span className="pr-2 text-muted">{unit}</span>}
      className={className}
    />
  );
}
