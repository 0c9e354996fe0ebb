"use client";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { DataProvider, Navigation, Toaster } from "#components";

/** What every page needs in the browser: the cache, in-page navigation, toasts. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  return (
    <Navigation navigate={(to) => router.push(to)} refresh={() => router.refresh()}>
      <DataProvider>
        {children}
        <Toaster />
      </DataProvider>
    </Navigation>
  );
}
