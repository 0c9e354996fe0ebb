"use client";
import type { ReactNode } from "react";
import { views } from "../views.tsx";
import { SaveQuestions } from "./save-questions.tsx";
import { ScopeProvider, type Scope } from "./scope.tsx";

/** Everything that draws documents stands below this: it knows the documents, the person, and every view. */
export function RenderRoot({ scope, children }: { readonly scope: Scope; readonly children: ReactNode }) {
  return (
    <ScopeProvider scope={scope} views={views}>
      {children}
      <SaveQuestions />
    </ScopeProvider>
  );
}
