"use client";
import { Radio } from "react-aria-components";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { Mark } from "../../ui/mark.tsx";
import { RadioFrame } from "../radio-frame.tsx";
import type { choice } from "./definition.ts";

/** One of a few, each with room for what it means. */
export const Choice: View<typeof choice> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  if (bound === undefined) return null;
  return (
    <RadioFrame bound={bound} className="col-span-full">
      {(options) => (
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
      )}
    </RadioFrame>
  );
};
