import type { ReactNode } from "react";

/** A stage of the routing as a form: what it does in a sentence, then its settings. */
export function StageFrame(props: { readonly help: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex max-w-180 flex-col gap-4 px-4 py-4">
      <p className="text-muted">{props.help}</p>
      {props.children}
    </div>
  );
}
