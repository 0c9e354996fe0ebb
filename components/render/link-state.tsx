"use client";
import { createContext, useContext } from "react";
import type { Money, Text } from "#metadata";
import type { RecordJson } from "./page-state.tsx";
import type { Asked } from "./record-data.ts";

/** One thing the rule offers the holder of a link. */
export interface Offer {
  readonly value: string;
  /** API name of the field it may be chosen for; absent = the only one */
  readonly field?: string | undefined;
  readonly label: Text;
  readonly description?: Text | undefined;
  /** what it costs this way, when the tenant prices by choice */
  readonly price?: Money | undefined;
}

/** What `GET /links/{token}` answers. */
export interface LinkJson {
  readonly tenant?: { readonly name: string } | undefined;
  readonly record: RecordJson;
  readonly waiting: Asked | readonly Asked[] | null;
  readonly offered: readonly Offer[];
}

export interface LinkState {
  readonly data: LinkJson;
  /** sends the choice; throws ApiProblem */
  readonly answer: (values: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly refetch: () => void;
}

/** Set on pages opened by a link. */
export const LinkContext = createContext<LinkState | undefined>(undefined);
export const useLink = (): LinkState | undefined => useContext(LinkContext);

/** What a flow waits for in a field, out of one question or several. */
export function askedOf(waiting: LinkJson["waiting"], field: string): Asked | undefined {
  const all = waiting === null || waiting === undefined ? [] : Array.isArray(waiting) ? (waiting as readonly Asked[]) : [waiting as Asked];
  return all.find((each) => each.field === field);
}
