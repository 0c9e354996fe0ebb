"use client";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { usePeople, usePeopleFound } from "../../render/people.ts";
import type { View } from "../../render/view.ts";
import { FoundBox } from "../found-box.tsx";
import { useFoundText } from "../found-text.ts";
import { widthClass } from "../width.ts";
import type { person } from "./definition.ts";

/** Somebody of the tenant, found by typing a name. */
export const Person: View<typeof person> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const id = typeof bound.value === "string" && bound.value !== "" ? bound.value : undefined;
  const [chosen] = usePeople(id === undefined ? [] : [id]);
  const words = useFoundText(id, chosen?.name ?? "");
  const items = usePeopleFound(words.typed ?? "").map((each) => ({ id: each.id, label: each.name, avatar: each.name }));
  return (
    <FoundBox
      bound={bound}
      className={className}
      id={id}
      words={words}
      found={items}
      asItem={(chosen) => ({ ...chosen, avatar: chosen.label })}
    />
  );
}
