"use client";
import { createContext, useContext } from "react";
import { useText } from "../../i18n/index.ts";
import { useWorkspace } from "../studio-context.tsx";

/** API name of the object the panel's document is about: pickers of fields look there when no other setting names one. */
export const PanelObject = createContext<string | undefined>(undefined);

/** What a picker offers: fields of an object, or documents of a kind. */
export function usePicks(): (what: string, of: string | undefined) => { readonly id: string; readonly label: string }[] {
  const documents = useWorkspace((state) => state.documents);
  const about = useContext(PanelObject);
  const text = useText();
  return (what, of) => {
    if (what === "field") {
      const object = documents.get(`object/${of ?? about ?? ""}`);
      return object?.kind === "object"
        ? Object.values(object.fields).map(({ name, label }) => ({ id: name, label: text(label, name) }))
        : [];
    }
    return [...documents.values()].filter(({ kind }) => kind === what).map(({ name, label }) => ({ id: name, label: text(label, name) }));
  };
}
