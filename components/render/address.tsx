"use client";
import { createContext, useCallback, useContext, useMemo, type ReactNode } from "react";

interface Address {
  /** the query part of the page's address when it was opened */
  readonly search: string;
  /** puts another query part there, without reading the page again */
  readonly replace: (search: string) => void;
}
const AddressContext = createContext<Address>({ search: "", replace: () => undefined });

/** Lets what is below keep its state in the page's address. */
export function AddressProvider({ search, children }: { readonly search: string; readonly children: ReactNode }) {
  const replace = useCallback((next: string) => {
    history.replaceState(history.state, "", `${location.pathname}${next === "" ? "" : `?${next}`}`);
  }, []);
  const address = useMemo(() => ({ search, replace }), [search, replace]);
  return <AddressContext value={address}>{children}</AddressContext>;
}
export const useAddress = (): Address => useContext(AddressContext);
