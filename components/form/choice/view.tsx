"use client";
import { useId } from "react";
import { FieldError, Label, Radio, RadioGroup, Text } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField, useOptions, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { Mark } from "../../ui/mark.tsx";
import type { choice } from "./definition.ts";

export const Choice: View<typeof choice> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} />;
};

function Bound({ bound }: { readonly bound: BoundField }) {
  const id = useId();
  const text = useText();
  const t = useTranslations("run.form");
  const { options, offeredBy } = useOptions(bound.field);
  return (
    <RadioGroup
      className="col-span-full flex flex-col gap-1"
      value={typeof bound.value === "string" ? bound.value : null}
      onChange={bound.onChange}
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
      <div className="grid gap-2 sm:grid-cols-2">
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className={({ isSelected, isFocusVisible }) =>
              cx(
                "flex min-h-14 items-center gap-3 rounded-lg border px-3 py-2",
                isSelected ? "border-accent bg-accent-soft" : "border-line-strong bg-surface hover:bg-surface-hover",
                isFocusVisible && "outline-2 outline-offset-1 outline-focus",
              )
            }
          >
            {({ isSelected }) => (
              <>
                <Mark isOn={isSelected} />
                <span className="min-w-0">
                  <span className="block font-medium">{text(option.label, option.id)}</span>
                  {option.description === undefined ? null : <span className="block text-sm text-muted">{text(option.description)}</span>}
                </span>
              </>
            )}
          </Radio>
        ))}
      </div>
      {options.length === 0 ? <p className="text-muted">{t("noOptions")}</p> : null}
      {bound.error !== undefined ? (
        <FieldError className="text-sm text-danger">{bound.error}</FieldError>
      ) : (
        <Text slot="description" id={id} className="text-sm text-muted">
          {bound.help ?? (offeredBy === undefined ? "" : t("offeredBy", { table: offeredBy }))}
        </Text>
      )}
    </RadioGroup>
  );
}
