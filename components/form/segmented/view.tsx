"use client";
import { Radio } from "react-aria-components";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { RadioFrame } from "../radio-frame.tsx";
import { widthClass } from "../width.ts";
import type { segmented } from "./definition.ts";

/** One of a few with short names, side by side in one bar. */
export const Segmented: View<typeof segmented> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  if (bound === undefined) return null;
  return (
    <RadioFrame bound={bound} className={widthClass(props.width)} isHorizontal>
      {(options) => (
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
    </RadioFrame>
  );
};
