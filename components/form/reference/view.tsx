"use client";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { useObject } from "../../render/scope.tsx";
import { idOfReference, useReferred, useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { FoundBox } from "../found-box.tsx";
import { useFoundText } from "../found-text.ts";
import { widthClass } from "../width.ts";
import type { reference } from "./definition.ts";

export const Reference: View<typeof reference> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const objectName = bound.field.fieldType.refersTo?.(bound.field.settings);
  const object = useObject(objectName);
  const titleOf = useTitleOf();
  const id = idOfReference(bound.value);
  const chosen = useReferred(objectName, bound.value);
  const words = useFoundText(id, chosen === undefined ? "" : titleOf(object, chosen));
  const found = useFound(object, objectName, words.typed ?? "");
  const items = (found.data?.data ?? []).map((record) => ({ id: record.id, label: titleOf(object, record) }));
  return <FoundBox bound={bound} className={className} id={id} words={words} found={items} />;
}
