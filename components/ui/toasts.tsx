"use client";
import { Toaster, toast } from "sonner";

/** Where short words about what has just been done appear. */
export function Toasts() {
  return (
    <Toaster
      position="bottom-center"
      visibleToasts={1}
      duration={6_000}
      // on phones sonner makes its list as wide as the screen and moves it in by a margin: the toast stood off centre
      className="max-sm:!w-[calc(100%-32px)]"
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

/** Says what has just been done, with a way back where there is one. */
export function show(message: string, undo: { readonly label: string; readonly run: () => void } | undefined): void {
  toast(message, undo === undefined ? {} : { action: { label: undo.label, onClick: undo.run } });
}
