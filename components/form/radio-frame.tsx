"use client";
import type { ReactNode } from "react";
import { RadioGroup } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useOptions, type BoundField } from "../render/form-state.tsx";
import type { Option } from "../render/object.ts";
import { cx } from "../ui/cx.ts";
import { FieldFoot, FieldLabel } from "../ui/field.tsx";

/** What stands around the options of a field of which one is chosen: label, what is wrong or helps, and a word when there are none. */
export function RadioFrame({
  bound,
  className,
  isHorizontal = false,
  children,
}: {
  readonly bound: BoundField;
  readonly className: string | undefined;
  /** the arrow keys go left and right */
  readonly isHorizontal?: boolean;
  /** draws the options, each as a Radio whose value is its id */
  readonly children: (options: readonly Option[]) => ReactNode;
}) {
  const t = useTranslations("run.form");
  const { options, offeredBy } = useOptions(bound.field);
  const help = bound.help ?? (offeredBy === undefined ? undefined : t("offeredBy", { table: offeredBy }));
  return (
    <RadioGroup
      className={cx("flex min-w-0 flex-col gap-1", className)}
      orientation={isHorizontal ? "horizontal" : "vertical"}
      value={typeof bound.value === "string" ? bound.value : null}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
      isInvalid={bound.error !== undefined}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      validationBehavior="aria"
    >
      <FieldLabel label={bound.label} isRequired={bound.isRequired} size="lg" />
      {options.length === 0 ? <p className="text-muted">{t("noOptions")}</p> : children(options)}
      <FieldFoot error={bound.error} help={help} />
    </RadioGroup>
  );
}
