"use client";
import { useLocale } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
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
      name={bound.field.name}
      label={bound.label}
      help={bound.help}
      error={bound.error}
      placeholder={bound.placeholder}
      size="lg"
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={bound.value === undefined || bound.value === null || bound.value === "" ? undefined : Number(bound.value)}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
      formatOptions={{ maximumFractionDigits: integer === true ? 0 : 15 }}
      className={className}
    />
  );
}

/** "1 234,50" as people group it, with digits and points of a Chinese keyboard → "1234.50" */
const plain = (text: string): string =>
  text
    .replaceAll(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[。．]/gu, ".")
    .replaceAll(/[－−–]/gu, "-")
    .replaceAll(/[\s,，%％]/gu, "")
    .replace(/^\+/u, "");

function Exact({ bound, className }: Props) {
  const locale = useLocale();
  const { fieldType, settings } = bound.field;
  const typed = useTypedText(bound, String, plain);
  // what stands behind the number where it is read, such as %
  const unit = fieldType.toText("1", settings, locale).replaceAll(/[\d.,\s]/gu, "");
  return (
    <TextField
      name={bound.field.name}
      label={bound.label}
      help={bound.help}
      error={bound.error}
      placeholder={bound.placeholder}
      size="lg"
      inputMode="decimal"
      align="end"
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={typed.text}
      onChange={typed.type}
      onBlur={typed.leave}
      after={unit === "" ? undefined : <span className="pr-2 text-muted">{unit}</span>}
      className={className}
    />
  );
}
