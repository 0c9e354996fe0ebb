"use client";
import { Suspense, type ComponentProps, type ReactNode } from "react";
import { byNeed } from "../ui/by-need.ts";
import type { EditOne } from "./edit-one.tsx";

const Editor = byNeed(async () => (await import("./edit-one.tsx")).EditOne);

/** Brings what edits a field in its place; called when somebody comes near, so that the first key is not lost. */
export const loadEditor = Editor.load;

/** One field of a record, typed in place; `children` (its value) stand until the editor is there. */
export function EditHere({ children, ...props }: ComponentProps<typeof EditOne> & { readonly children?: ReactNode }) {
  return (
    <Suspense fallback={children}>
      <Editor {...props} />
    </Suspense>
  );
}
