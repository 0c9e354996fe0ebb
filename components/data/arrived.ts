"use client";
import { createContext, useContext, useSyncExternalStore } from "react";

/** When the server read what it brought along, in ms since 1970; 0 where it brought nothing. */
export const BroughtAt = createContext(0);

const never = () => () => undefined;

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly dataUpdatedAt: number;
}

/**
 * Gives the data of a query once it may be shown. React takes over a page piece by piece: what the browser has asked for may arrive before
 * the piece that shows it is taken over, and would differ from what the server drew there. Until then only what was brought along counts.
 */
export function useHasArrived(): <Data>(query: Asked<Data>) => Data | undefined {
  const broughtAt = useContext(BroughtAt);
  const isTakenOver = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (query) => (isTakenOver || query.dataUpdatedAt === broughtAt ? query.data : undefined);
}

/** The same for one query. */
export const useArrived = <Data>(query: Asked<Data>): Data | undefined => useHasArrived()(query);
