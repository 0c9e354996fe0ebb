"use client";
import { useCallback, useMemo, useState } from "react";
import { inOrder, type Logic, type ViewDocument } from "#metadata";
import { seenFields, type ShownField, type ShownObject } from "../../render/object.ts";
import { useGrant, useScope } from "../../render/scope.tsx";
import { readFilter } from "../../conditions/condition.ts";
import { useAddress } from "../../render/address.tsx";

export interface ListColumn {
  readonly field: ShownField;
  readonly width: number | undefined;
}

export interface ListState {
  readonly view: string | undefined;
  /** what the list is narrowed to, beside the view's own filter */
  readonly filter: Logic | undefined;
  /** "-placed_at"; absent = the view's */
  readonly sort: string | undefined;
  readonly search: string;
  /** the record in the side panel */
  readonly open: string | undefined;
}

/** What the list shows; it all stands in the address, so that a link shows the same. */
export function useListState(firstView: string | undefined) {
  const { search: address, replace } = useAddress();
  const [state, setState] = useState<ListState>(() => {
    const given = new URLSearchParams(address);
    return {
      view: given.get("view") ?? firstView,
      filter: readFilter(given.get("filter")),
      sort: given.get("sort") ?? undefined,
      search: given.get("q") ?? "",
      open: given.get("record") ?? undefined,
    };
  });
  const change = useCallback(
    (part: Partial<ListState>) => {
      setState((before) => {
        const next = { ...before, ...part };
        const query = new URLSearchParams();
        if (next.view !== undefined && next.view !== firstView) query.set("view", next.view);
        if (next.filter !== undefined) query.set("filter", JSON.stringify(next.filter));
        if (next.sort !== undefined) query.set("sort", next.sort);
        if (next.search !== "") query.set("q", next.search);
        if (next.open !== undefined) query.set("record", next.open);
        queueMicrotask(() => replace(query.toString()));
        return next;
      });
    },
    [replace, firstView],
  );
  return [state, change] as const;
}

/** The views of an object, in order. */
export function useViewsOf(object: ShownObject): readonly ViewDocument[] {
  const { documents } = useScope();
  return useMemo(
    () =>
      Object.values(documents.view)
        .filter((view) => view.object === object.name)
        .sort((a, b) => ((a.order ?? "") < (b.order ?? "") ? -1 : (a.order ?? "") > (b.order ?? "") ? 1 : a.name < b.name ? -1 : 1)),
    [documents.view, object],
  );
}

/** Columns of a view, else the fields that say most; the one that names the record first. */
export function useColumns(object: ShownObject, view: ViewDocument | undefined): readonly ListColumn[] {
  const grant = useGrant(object.name);
  return useMemo(() => {
    const seen = seenFields(object, grant);
    const columns: ListColumn[] =
      view === undefined
        ? seen
            .filter((field) => field.storage !== "json")
            .slice(0, 9)
            .map((field) => ({ field, width: undefined }))
        : inOrder(view.columns).flatMap(({ field: name, width }) => {
            const field = seen.find((each) => each.name === name);
            return field === undefined ? [] : [{ field, width }];
          });
    const title = columns.findIndex(({ field }) => field.name === object.titleField?.name);
    if (title > 0) columns.unshift(...columns.splice(title, 1));
    return columns;
  }, [object, view, grant]);
}
