"use client";
import { Radio } from "react-aria-components";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Mark } from "../../ui/mark.tsx";
import { RadioFrame } from "../radio-frame.tsx";
import { widthClass } from "../width.ts";
import type { radioGroup } from "./definition.ts";

/** One of a few, all in sight, one a line. */
export const RadioGroup: View<typeof radioGroup> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  if (bound === undefined) return null;
  return (
    <RadioFrame bound={bound} className={widthClass(props.width)}>
      {(options) => (
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
      )}
    </RadioFrame>
  );
};
