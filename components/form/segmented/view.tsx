"use client";
import { FieldError, Label, Radio, RadioGroup, Text } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField, useOptions, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { widthClass } from "../width.ts";
import type { segmented } from "./definition.ts";

/** One of a few with short names, side by side in one bar. */
export const Segmented: View<typeof segmented> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const text = useText();
  const t = useTranslations("run.form");
  const { options, offeredBy } = useOptions(bound.field);
  const help = bound.help ?? (offeredBy === undefined ? undefined : t("offeredBy", { table: offeredBy }));
  return (
    <RadioGroup
      className={cx("flex min-w-0 flex-col gap-1", className)}
      orientation="horizontal"
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
      {options.length === 0 ? (
        <p className="text-muted">{t("noOptions")}</p>
      ) : (
        <div className="flex min-h-10 w-fit max-w-full flex-wrap gap-0.5 rounded-md bg-surface-active p-0.5 max-sm:min-h-11">
          {options.map((option) => (
            <Radio
              key={option.id}
              value={option.id}
              className={({ isSelected, isFocusVisible }) =>
                cx(
                  "grid min-h-9 place-items-center rounded-sm px-3 whitespace-nowrap max-sm:min-h-10",
                  isSelected
                    ? "bg-surface font-medium text-ink shadow-1 dark:bg-surface-raised dark:shadow-none dark:ring-1 dark:ring-line-strong"
                    : "text-muted hover:text-ink",
                  isFocusVisible && "outline-2 outline-offset-1 outline-focus",
                )
              }
            >
              {text(option.label, option.id)}
            </Radio>
          ))}
        </div>
      )}
      {bound.error !== undefined ? (
        <FieldError className="text-sm text-danger">{bound.error}</FieldError>
      ) : help === undefined ? null : (
        <Text slot="description" className="text-sm text-muted">
          {help}
        </Text>
      )}
    </RadioGroup>
  );
}
