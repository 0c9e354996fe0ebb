"use client";
import { lazy, Suspense, useEffect, useState } from "react";

const loadToasts = () => import("./toasts.tsx");
const Toasts = lazy(async () => ({ default: (await loadToasts()).Toasts }));

/** Tells the place of toasts that there is one: its code comes with the first. */
const wanted = new EventTarget();

/** The one place toasts appear: bottom centre, one at a time. */
export function Toaster() {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    const want = () => setWanted(true);
    wanted.addEventListener("toast", want);
    return () => wanted.removeEventListener("toast", want);
  }, []);
  if (!isWanted) return null;
  return (
    <Suspense fallback={null}>
      <Toasts />
    </Suspense>
  );
}

/** A finished action away from the eye, with a way back. Never for an error that needs action. */
export function toast(message: string, undo?: { readonly label: string; readonly run: () => void }): void {
  wanted.dispatchEvent(new Event("toast"));
  void loadToasts().then(({ show }) => show(message, undo));
}
