"use client";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { RouterProvider } from "react-aria-components";

interface Router {
  readonly navigate: (to: string) => void;
  /** reads the page's server part again */
  readonly refresh: () => void;
}
const Current = createContext<Router>({ navigate: (to) => location.assign(to), refresh: () => location.reload() });

/** Tells links, menus and tabs how to go somewhere without loading a new document. */
export function Navigation({ navigate, refresh, children }: Router & { readonly children: ReactNode }) {
  // eslint-disable-next-line react-hooks/exhaustive-deps -- both close over the router alone, which is stable
  const router = useMemo(() => ({ navigate, refresh }), []);
  return (
    <Current value={router}>
      <RouterProvider navigate={navigate}>{children}</RouterProvider>
    </Current>
  );
}

export const useNavigation = (): Router => useContext(Current);
