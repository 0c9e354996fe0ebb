"use client";
import { useQuery } from "@tanstack/react-query";
import type { Text } from "#metadata";
import { api, withQuery } from "../../../data/api.ts";

/** What the API tells of the indexes of an object. */
export interface Slots {
  readonly data: readonly { readonly field: string; readonly slot: string; readonly state: "filling" | "ready" }[];
  readonly without: readonly string[];
  readonly room: readonly { readonly kind: string; readonly free: number; readonly of: number }[];
  readonly searched: readonly string[];
  readonly progress: readonly { readonly kind: string; readonly job: string; readonly done: number; readonly total?: number }[];
}

/** Reads that looked through everything, and the field whose index would spare that. */
export interface Advice {
  readonly object: string;
  readonly field: string;
  readonly filtered: readonly string[];
  readonly sorted: readonly string[];
  readonly views: readonly { readonly name: string; readonly label: Text }[];
  readonly before: { readonly times: number; readonly refused: number; readonly ms?: number; readonly records: number };
  readonly state: "advised" | "filling" | "done" | "no slot";
}

/** One list carried out without the index and with it. */
export interface Tried {
  readonly by: "filter" | "sort";
  readonly without: { readonly ms?: number; readonly records: number };
  readonly with?: { readonly ms?: number; readonly records: number };
  readonly estimate?: { readonly records: number };
}

export const slotsKey = (object: string) => ["slots", object] as const;

/** Asked again while something is being filled. `base`: the revision that the draft stands on; another after each publish. */
export const useSlots = (object: string, base: number) =>
  useQuery({
    queryKey: [...slotsKey(object), base],
    placeholderData: (before: Slots | undefined) => before,
    queryFn: () => api<Slots>(`/objects/${object}/slots`),
    refetchInterval: ({ state }) =>
      (state.data?.progress.length ?? 0) > 0 || state.data?.data.some((each) => each.state === "filling") === true ? 1_000 : 15_000,
  });

/** `state`: read again when the indexes stand otherwise. */
export const useAdvice = (object: string, state: string) =>
  useQuery({
    queryKey: ["advice", object, state],
    queryFn: async () => (await api<{ data: readonly Advice[] }>(withQuery("/advice", { object }))).data,
    placeholderData: (before) => before,
  });

export const tryIndex = (object: string, field: string, by: Tried["by"]): Promise<Tried> =>
  api(`/advice/${object}/${field}/try`, { body: { by } });
