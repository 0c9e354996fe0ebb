"use client";
import { createContext, useContext, useSyncExternalStore } from "react";
import type { DocumentOf, Kind, Problem } from "#metadata";
import { keyOf } from "./documents.ts";
import type { Workspace, WorkspaceState } from "./workspace.ts";

/** Where the studio stands and how it goes elsewhere; the pages give it. */
export interface Place {
  /** e.g. "/studio/tables/payment_methods" */
  readonly path: string;
  readonly go: (path: string) => void;
}

export interface Visitor {
  readonly name: string;
  readonly email: string;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly userId: string;
  readonly roles: readonly string[];
  readonly theme: "light" | "dark" | undefined;
}

export interface StudioValue {
  readonly workspace: Workspace;
  readonly place: Place;
  readonly visitor: Visitor;
  /** published revision */
  readonly revision: number;
  /** says something to a screen reader */
  readonly announce: (text: string) => void;
  /** reads the draft again, a new one where it was published */
  readonly reopen: () => void;
}

export const StudioContext = createContext<StudioValue | undefined>(undefined);

/** @throws outside the studio. */
export function useStudio(): StudioValue {
  const value = useContext(StudioContext);
  if (value === undefined) throw new Error("useStudio stands outside <Studio>");
  return value;
}

/** A part of the draft's state; the component draws again when that part changes. `select` must return something that stays equal. */
export function useWorkspace<Part>(select: (state: WorkspaceState) => Part): Part {
  const { workspace } = useStudio();
  const read = () => select(workspace.get());
  return useSyncExternalStore(workspace.subscribe, read, read);
}

/** A document as it is being edited; undefined when there is none of the name. */
export function useDocument<K extends Kind>(kind: K, name: string): DocumentOf[K] | undefined {
  return useWorkspace((state) => state.documents.get(keyOf(kind, name)) as DocumentOf[K] | undefined);
}

const none: readonly Problem[] = [];
/** What the server refused of one document. */
export const useProblems = (kind: Kind, name: string): readonly Problem[] =>
  useWorkspace((state) => state.problems.get(keyOf(kind, name)) ?? none);
