"use client";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { usePeople, usePeopleFound } from "../../render/people.ts";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { useFoundText } from "../found-text.ts";
import { widthClass } from "../width.ts";
import type { person } from "./definition.ts";

/** Somebody of the tenant, found by typing a name. */
export const Person: View<typeof person> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.form");
  const id = typeof bound.value === "string" && bound.value !== "" ? bound.value : undefined;
  const [chosen] = usePeople(id === undefined ? [] : [id]);
  const { text, typed, known, type, pick, leave } = useFoundText(id, chosen?.name ?? "");
  const items = usePeopleFound(typed ?? "").map((each) => ({ id: each.id, label: each.name, avatar: each.name }));
  if (id !== undefined && typed === undefined && !items.some((item) => item.id === id)) items.unshift({ id, label: known, avatar: known });
  return (
    <ComboBox
      label={bound.label}
      help={bound.help}
      error={bound.error}
      size="lg"
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
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      className={className}
    />
  );
}
