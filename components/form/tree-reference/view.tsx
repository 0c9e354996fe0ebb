"use client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { useArrived } from "../../data/arrived.ts";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, useFormState, type BoundField } from "../../render/form-state.tsx";
import type { RecordJson } from "../../render/page-state.tsx";
import { useObject, useScope } from "../../render/scope.tsx";
import { idOfReference, useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { FoundBox } from "../found-box.tsx";
import { useFoundText } from "../found-text.ts";
import { widthClass } from "../width.ts";
import type { treeReference } from "./definition.ts";

/** The record above: found by typing, shown with the way down to it. */
export const TreeReference: View<typeof treeReference> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

/** Steps up that are followed: deeper trees show "…" before the rest. */
const deepest = 8;

/** The records from the top down to one. */
function useWayTo(object: string | undefined, field: string, id: string | undefined) {
  const { revision, live } = useScope();
  const found = useQuery({
    queryKey: [revision, object, "way", field, id],
    queryFn: async () => {
      const way: RecordJson[] = [];
      for (let at = id; at !== undefined && way.length < deepest && !way.some((each) => each.id === at);) {
        const record = await api<RecordJson>(`/objects/${object}/records/${at}`);
        way.unshift(record);
        at = idOfReference(record[field]);
      }
      return way;
    },
    enabled: object !== undefined && id !== undefined && live !== false,
    staleTime: 60_000,
    retry: false,
  });
  return useArrived(found);
}

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const { recordId } = useFormState();
  const name = bound.field.fieldType.refersTo?.(bound.field.settings);
  const object = useObject(name);
  const titleOf = useTitleOf();
  const id = idOfReference(bound.value);
  const way = useWayTo(name, bound.field.name, id);
  const titles = way?.map((record) => titleOf(object, record)) ?? [];
  const words = useFoundText(id, titles.at(-1) ?? "");
  const found = useFound(object, name, words.typed ?? "");
  // nobody stands above himself
  const items = (found.data?.data ?? [])
    .filter((record) => recordId === undefined || (record.id !== recordId && idOfReference(record[bound.field.name]) !== recordId))
    .map((record) => ({ id: record.id, label: titleOf(object, record) }));
  return (
    <FoundBox
      bound={bound}
      className={className}
      id={id}
      words={words}
      found={items}
      help={titles.length > 1 ? titles.join(" › ") : bound.help}
    />
  );
}
