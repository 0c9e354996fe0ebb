"use client";
import { Toaster as Sonner, toast as sonner } from "sonner";

/** The one place toasts appear: bottom centre, one at a time. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      visibleToasts={1}
      duration={6_000}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex min-h-10 w-max max-w-[calc(100vw-32px)] items-center gap-3 rounded-lg bg-surface-inverse py-1 px-3.5 text-base text-ink-inverse shadow-3 font-sans mx-auto inset-x-0",
          actionButton: "-mr-2 h-7 rounded-md px-2 font-medium text-link-inverse",
        },
      }}
    />
  );
}

/** A finished action away from the eye, with a way back. Never for an error that needs action. */
export function toast(message: string, undo?: { readonly label: string; readonly run: () => void }): void {
  sonner(message, undo === undefined ? {} : { action: { label: undo.label, onClick: undo.run } });
}
