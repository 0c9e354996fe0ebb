"use client";
import { FieldError, Label, Radio, RadioGroup as AriaRadioGroup, Text } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField, useOptions, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { Mark } from "../../ui/mark.tsx";
import { widthClass } from "../width.ts";
import type { radioGroup } from "./definition.ts";

/** One of a few, all in sight, one a line. */
export const RadioGroup: View<typeof radioGroup> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const text = useText();
  const t = useTranslations("run.form");
  const { options, offeredBy } = useOptions(bound.field);
  const help = bound.help ?? (offeredBy === undefined ? undefined : t("offeredBy", { table: offeredBy }));
  return (
    <AriaRadioGroup
      className={cx("flex min-w-0 flex-col gap-1", className)}
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
      <div className="flex flex-wrap gap-x-4">
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className="group flex min-h-8 items-center gap-2 rounded-sm max-sm:min-h-11 data-focus-visible:outline-2 data-focus-visible:outline-offset-1 data-focus-visible:outline-focus"
          >
            {({ isSelected }) => (
              <>
                <Mark isOn={isSelected} size={16} />
                <span>{text(option.label, option.id)}</span>
              </>
            )}
          </Radio>
        ))}
      </div>
      {options.length === 0 ? <p className="text-muted">{t("noOptions")}</p> : null}
      {bound.error !== undefined ? (
        <FieldError className="text-sm text-danger">{bound.error}</FieldError>
      ) : help === undefined ? null : (
        <Text slot="description" className="text-sm text-muted">
          {help}
        </Text>
      )}
    </AriaRadioGroup>
  );
}
