"use client";
import { useTranslations } from "use-intl";
import type { BoundField } from "../render/form-state.tsx";
import { ComboBox, type ComboBoxProps } from "../ui/combo-box.tsx";
import { fieldProps } from "./field-props.ts";
import type { useFoundText } from "./found-text.ts";

type ComboItem = ComboBoxProps["items"][number];

/** A field whose value is the id of something that is found by typing its name. */
export function FoundBox({
  bound,
  className,
  id,
  words,
  found,
  hideLabel,
  help = bound.help,
  asItem = (chosen) => chosen,
}: {
  readonly bound: BoundField;
  readonly className: string | undefined;
  /** of what is chosen */
  readonly id: string | undefined;
  readonly words: ReturnType<typeof useFoundText>;
  /** what answers to the words that are being typed */
  readonly found: readonly ComboItem[];
  /** the label stands elsewhere for those who see */
  readonly hideLabel?: boolean;
  readonly help?: string | undefined;
  /** how what is chosen stands in the list where it was not found */
  readonly asItem?: (chosen: { readonly id: string; readonly label: string }) => ComboItem;
}) {
  const t = useTranslations("run.form");
  const { text, typed, known, type, pick, leave } = words;
  const isMissing = id !== undefined && typed === undefined && !found.some((item) => item.id === id);
  const items = isMissing ? [asItem({ id, label: known }), ...found] : found;
  return (
    <ComboBox
      {...fieldProps(bound)}
      hideLabel={hideLabel}
      help={help}
      items={items}
      value={id ?? null}
      inputValue={text}
      onInputChange={(next) => {
        type(next);
        if (next === "") bound.onChange(undefined);
      }}
      onChange={(next) => {
        const item = items.find((each) => each.id === next);
        if (item === undefined) return;
        pick(item);
        bound.onChange(item.id);
      }}
      onBlur={() => {
        leave();
        bound.onBlur();
      }}
      placeholder={bound.placeholder ?? t("search")}
      empty={t("noMatch")}
      className={className}
    />
  );
}
