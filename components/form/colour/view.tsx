"use client";
import {
  Button,
  ColorArea,
  ColorPicker,
  ColorSlider,
  ColorSwatch,
  ColorSwatchPicker,
  ColorSwatchPickerItem,
  ColorThumb,
  Dialog,
  DialogTrigger,
  parseColor,
  Popover,
  SliderTrack,
} from "react-aria-components";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextField } from "../../ui/text-field.tsx";
import { typedProps } from "../field-props.ts";
import { useTypedText } from "../typed-text.ts";
import { widthClass } from "../width.ts";
import type { colour } from "./definition.ts";

const isColour = (value: unknown): value is string => typeof value === "string" && /^#[0-9a-f]{6}$/iu.test(value);
const usual = ["#c2410c", "#b45309", "#4d7c0f", "#0f766e", "#0369a1", "#4338ca", "#a21caf", "#be123c", "#57534e", "#1c1917"];

/** "#1e90ff", typed or picked. */
export const Colour: View<typeof colour> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const typed = useTypedText(bound, String);
  return (
    <TextField
      {...typedProps(bound)}
      placeholder="#1e90ff"
      isMono
      value={typed.text}
      onChange={typed.type}
      onBlur={typed.leave}
      className={className}
      before={<Picker bound={bound} />}
    />
  );
}

function Picker({ bound }: { readonly bound: BoundField }) {
  const t = useTranslations("run.inputs");
  const value = isColour(bound.value) ? bound.value.toLowerCase() : undefined;
  return (
    <ColorPicker
      value={parseColor(value ?? "#808080").toFormat("hsb")}
      onChange={(next) => bound.onChange(next.toString("hex").toLowerCase())}
    >
      <DialogTrigger>
        <Button
          aria-label={t("pickColour", { field: bound.label })}
          isDisabled={bound.isReadOnly}
          className="grid size-6 flex-none place-items-center rounded-sm border border-line-control"
        >
          {value === undefined ? <span className="text-faint">–</span> : <ColorSwatch color={value} className="size-full rounded-[3px]" />}
        </Button>
        <Popover
          offset={6}
          className="floats z-40 rounded-lg bg-surface-raised p-3 shadow-2 outline-none"
          onOpenChange={(open) => open || bound.onBlur()}
        >
          <Dialog aria-label={t("pickColour", { field: bound.label })} className="flex w-52 flex-col gap-3 outline-none">
            <ColorArea colorSpace="hsb" xChannel="saturation" yChannel="brightness" className="h-36 w-full rounded-md">
              <ColorThumb className="size-4 rounded-full border-2 border-white shadow-1 data-focus-visible:outline-2 data-focus-visible:outline-focus" />
            </ColorArea>
            <ColorSlider colorSpace="hsb" channel="hue" aria-label={t("hue")}>
              <SliderTrack className="h-4 w-full rounded-md">
                <ColorThumb className="top-1/2 size-4 rounded-full border-2 border-white shadow-1 data-focus-visible:outline-2 data-focus-visible:outline-focus" />
              </SliderTrack>
            </ColorSlider>
            <ColorSwatchPicker aria-label={t("usualColours")} className="flex flex-wrap gap-1">
              {usual.map((each) => (
                <ColorSwatchPickerItem
                  key={each}
                  color={each}
                  className="rounded-sm outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus data-selected:ring-2 data-selected:ring-accent"
                >
                  <ColorSwatch className="size-6 rounded-sm border border-line" />
                </ColorSwatchPickerItem>
              ))}
            </ColorSwatchPicker>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </ColorPicker>
  );
}
