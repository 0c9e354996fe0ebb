"use client";
import { createContext, useContext } from "react";
import type { ShownObject } from "./object.ts";
import type { RuleContext } from "./rules.ts";

/** A record as the API sends it. */
export interface RecordJson {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly [field: string]: unknown;
}

/** What the nodes of a page stand on. */
export interface PageState {
  readonly object: ShownObject | undefined;
  readonly record: RecordJson | undefined;
  readonly context: RuleContext;
}
export const PageContext = createContext<PageState | undefined>(undefined);
export const usePageState = (): PageState | undefined => useContext(PageContext);
