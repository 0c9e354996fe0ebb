"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Text } from "#metadata";
import { api, ApiProblem, withQuery } from "../data/api.ts";
import { useArrived } from "../data/arrived.ts";
import { keys } from "../data/keys.ts";
import { expandOf, type ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { saveRecord } from "./save-record.ts";
import { useScope } from "./scope.tsx";

/** One entry of a record's history, as the API sends it. */
export interface HistoryEntry {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  /** derive: values that are worked out followed from a change elsewhere */
  readonly act: "create" | "update" | "delete" | "restore" | "derive";
  /** by field name; null = absent */
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** What a run waits for people to fill in. */
export interface Asked {
  readonly runId: string;
  readonly step: string;
  readonly field: string;
  readonly expiresAt: string;
}

export const recordPath = (object: string, id: string): string => `/objects/${object}/records/${id}`;

/** A record, read again as others change it; `refetchMs`: and every so many ms. */
export function useRecord(
  object: ShownObject | undefined,
  id: string | undefined,
  options: { readonly refetchMs?: number | undefined } = {},
) {
  const { revision, live } = useScope();
  const name = object?.name ?? "";
  return useQuery({
    queryKey: keys.record(revision, name, id ?? ""),
    queryFn: () =>
      api<RecordJson>(withQuery(recordPath(name, id ?? ""), { expand: object === undefined ? undefined : expandOf(object).join(",") })),
    enabled: object !== undefined && id !== undefined && live !== false,
    ...(options.refetchMs === undefined ? {} : { refetchInterval: options.refetchMs }),
  });
}

/** What happened to a record. */
export function useHistory(object: ShownObject | undefined, id: string | undefined) {
  const { revision, live } = useScope();
  const name = object?.name ?? "";
  return useQuery({
    queryKey: keys.history(revision, name, id ?? ""),
    queryFn: async () => (await api<{ data: HistoryEntry[] }>(`${recordPath(name, id ?? "")}/history`)).data,
    enabled: object !== undefined && id !== undefined && live !== false,
  });
}

/** How often to ask a record's flow whether it waits right after the page opened: it may just have started. */
const startingMs = 1_000;
const startingTimes = 10;

/** Asks again every 5 s while something waits: the customer's answer changes it from outside. */
export function useWaiting(object: ShownObject | undefined, id: string | undefined) {
  const { revision, live } = useScope();
  const name = object?.name ?? "";
  return useQuery({
    queryKey: keys.waiting(revision, name, id ?? ""),
    queryFn: async () => (await api<{ data: Asked[] }>(`${recordPath(name, id ?? "")}/waiting`)).data,
    enabled: object !== undefined && id !== undefined && live !== false,
    refetchInterval: ({ state }) => {
      if ((state.data?.length ?? 0) > 0) return 5_000;
      return state.dataUpdateCount < startingTimes ? startingMs : false;
    },
    retry: false,
  });
}

type Page = { readonly data: readonly RecordJson[]; readonly next: string | null; readonly count?: number };
interface Pages {
  readonly pages: readonly Page[];
  readonly pageParams: readonly unknown[];
}

const isPages = (data: unknown): data is Pages => typeof data === "object" && data !== null && Array.isArray((data as Pages).pages);

/** A state that may follow a record's own, for whoever asks. */
export interface Step {
  readonly name: string;
  readonly label: Text;
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** The steps that a record may take now; nothing is asked where its object has no states. */
export function useSteps(object: ShownObject, record: RecordJson | undefined) {
  const { revision, live } = useScope();
  const asked = useQuery({
    queryKey: keys.transitions(revision, object.name, record?.id ?? "", record?.version ?? 0),
    queryFn: async () => (await api<{ data: Step[] }>(`${recordPath(object.name, record?.id ?? "")}/transitions`)).data,
    enabled: object.document.states !== undefined && record !== undefined && live !== false,
    placeholderData: (before) => before,
    retry: false,
  });
  const data = useArrived(asked);
  return { data, isFetching: asked.isFetching || asked.data !== data };
}

/** How often to look whether what is worked out behind the page is done. */
const catchingUpMs = 2_000;

/**
 * Whether values of an object's records are still being worked out; once they are, what the page shows is read again.
 * `isTold`: an answer said so already; absent: it is asked, where anything of the object can be worked out.
 */
export function useCatchingUp(object: ShownObject, isTold?: boolean): boolean {
  const { revision, live } = useScope();
  const client = useQueryClient();
  const works = object.fields.some(
    ({ derivation }) => derivation !== undefined && derivation.kind !== "column" && derivation.kind !== "lines",
  );
  const asked = useQuery({
    queryKey: keys.catchingUp(revision, object.name),
    queryFn: async () => {
      const { catchingUp } = await api<{ catchingUp?: true }>(withQuery(`/objects/${object.name}/records`, { limit: 1, fields: "id" }));
      return catchingUp === true;
    },
    enabled: live !== false && works && isTold !== false,
    refetchInterval: ({ state }) => (state.data === true ? catchingUpMs : false),
    retry: false,
  });
  const is = asked.data === true;
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !is) void client.invalidateQueries({ queryKey: keys.object(revision, object.name) });
    was.current = is;
  }, [is, client, revision, object.name]);
  return is || (isTold === true && asked.data === undefined);
}

/** Changes fields of a record: painted at once, taken back with a reason when the server refuses. Always guarded by the version read. */
export function useChange(object: ShownObject | undefined) {
  const { revision } = useScope();
  const client = useQueryClient();
  const name = object?.name ?? "";
  const paint = (record: RecordJson, mayBePartial: boolean) => {
    const lay = (known: RecordJson): RecordJson => {
      if (known.id !== record.id) return known;
      const merged: Record<string, unknown> = { ...known, ...record };
      // an id does not replace the record that was brought along for it
      for (const field of Object.keys(merged)) {
        const before = known[field] as RecordJson | undefined;
        if (typeof before === "object" && before !== null && before.id === merged[field]) merged[field] = before;
      }
      if (!mayBePartial) for (const field of object?.fields ?? []) if (!Object.hasOwn(record, field.name)) delete merged[field.name];
      return merged as RecordJson;
    };
    client.setQueryData(keys.record(revision, name, record.id), (known: RecordJson | undefined) =>
      known === undefined ? known : lay(known),
    );
    client.setQueriesData({ queryKey: keys.object(revision, name) }, (known: unknown) =>
      isPages(known) ? { ...known, pages: known.pages.map((page) => ({ ...page, data: page.data.map(lay) })) } : known,
    );
  };
  return useMutation({
    mutationFn: ({ record, changes }: { readonly record: RecordJson; readonly changes: Readonly<Record<string, unknown>> }) =>
      saveRecord(object!, record, changes),
    onMutate: ({ record, changes }) => paint({ ...record, ...changes, id: record.id } as RecordJson, true),
    onSuccess: (saved) => {
      paint(saved, false);
      void client.invalidateQueries({ queryKey: keys.catchingUp(revision, name) });
      void client.invalidateQueries({ queryKey: keys.history(revision, name, saved.id) });
      void client.invalidateQueries({ queryKey: keys.waiting(revision, name, saved.id) });
    },
    onError: (fault, { record }) => {
      paint(record, true);
      if (fault instanceof ApiProblem && fault.status === 412) void client.invalidateQueries({ queryKey: keys.object(revision, name) });
    },
  });
}

/** Makes, deletes and restores records; lists read again afterwards. */
export function useDeeds(object: ShownObject | undefined) {
  const { revision } = useScope();
  const client = useQueryClient();
  const name = object?.name ?? "";
  const again = () => client.invalidateQueries({ queryKey: keys.object(revision, name) });
  return {
    create: async (values: Record<string, unknown>) => {
      const made = await saveRecord(object!, undefined, values);
      void again();
      return made;
    },
    remove: async (records: readonly RecordJson[]) => {
      for (const record of records) await api(recordPath(name, record.id), { method: "DELETE", ifMatch: record.version });
      void again();
    },
    restore: async (records: readonly RecordJson[]) => {
      for (const record of records) await api(`${recordPath(name, record.id)}/restore`, { body: {} });
      void again();
    },
  };
}
