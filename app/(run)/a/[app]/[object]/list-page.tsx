"use client";
import { useMemo } from "react";
import { AddressProvider, Hydrated, RenderPage, type Brought } from "#components";
import type { PageDocument } from "#metadata";

/** A page with one list on it; the object's own list page, made from nothing. */
export function ListPage(props: {
  readonly object: string;
  readonly view: string | undefined;
  readonly search: string;
  readonly brought: readonly Brought[];
  readonly at: number;
}) {
  const page = useMemo<PageDocument>(
    () => ({
      kind: "page",
      id: "list",
      name: "list",
      label: "",
      nodes: {
        list: {
          component: "record-list",
          order: "a0",
          props: { object: props.object, ...(props.view === undefined ? {} : { view: props.view }) },
        },
      },
    }),
    [props.object, props.view],
  );
  return (
    <Hydrated brought={props.brought} at={props.at}>
      <AddressProvider key={props.object} search={props.search}>
        <RenderPage page={page} />
      </AddressProvider>
    </Hydrated>
  );
}
