import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A key cap. */
export function Kbd({ children, isInverse = false }: { readonly children: ReactNode; readonly isInverse?: boolean }) {
  return (
    <kbd
      className={cx(
        "min-w-4.5 rounded-sm border px-1 text-center font-sans text-xs whitespace-nowrap",
        isInverse ? "border-current opacity-80" : "border-line bg-surface-sunken text-faint",
      )}
    >
      {children}
    </kbd>
  );
}
