"use client";
import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { ApiProblem } from "./api.ts";
import { BroughtAt } from "./arrived.ts";

/** A problem is an answer: only silence and overload are asked again. */
const askAgain = (failures: number, fault: unknown): boolean =>
  failures < 2 && (!(fault instanceof ApiProblem) || fault.status === 0 || fault.status === 503);

const makeClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { staleTime: 15_000, gcTime: 300_000, retry: askAgain, refetchOnWindowFocus: true } } });

/** The server cache of this browser window. */
export function DataProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(makeClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** What a page brings along: key → the same JSON the API answers. */
export interface Brought {
  readonly key: readonly unknown[];
  readonly data: unknown;
}

/** Lays what the server read into the cache before the first render below, so that nothing is asked twice. `at`: ms since 1970 when it was read. */
export function Hydrated({
  brought,
  at,
  children,
}: {
  readonly brought: readonly Brought[];
  readonly at: number;
  readonly children: ReactNode;
}) {
  const client = useQueryClient();
  useMemo(() => {
    for (const { key, data } of brought) {
      const known = client.getQueryState(key)?.dataUpdatedAt ?? 0;
      if (known < at) client.setQueryData(key, data, { updatedAt: at });
    }
  }, [client, brought, at]);
  return <BroughtAt value={at}>{children}</BroughtAt>;
}
