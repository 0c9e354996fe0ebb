"use client";
import { createContext, useContext } from "react";
import type { FormDocument, PageDocument } from "#metadata";
import type { Spot } from "./node-tree.ts";

export type Designed = FormDocument | PageDocument;

/** Something that can be dropped: a node that stands already, a field of the object, or a component. */
export type Carried =
  | { readonly is: "node"; readonly id: string }
  | { readonly is: "field"; readonly name: string }
  | { readonly is: "component"; readonly name: string };

export interface Design {
  readonly document: Designed;
  readonly selected: string | undefined;
  readonly select: (id: string | undefined, focus?: boolean) => void;
  /** where the thing in hand would land */
  readonly drop: { readonly node: string | null; readonly side: "before" | "after" | "inside" } | undefined;
  readonly put: (what: Carried, spot: Spot) => void;
  readonly remove: (id: string) => void;
  readonly duplicate: (id: string) => void;
  /** asks where to, by name */
  readonly moveTo: (id: string) => void;
  /** "Section · Details" */
  readonly nameOf: (id: string) => string;
  /** "Payment · after Payment method" */
  readonly sayWhere: (spot: Spot) => string;
  readonly isContainer: (id: string) => boolean;
}

export const DesignContext = createContext<Design | undefined>(undefined);

/** @throws outside the form designer. */
export function useDesign(): Design {
  const design = useContext(DesignContext);
  if (design === undefined) throw new Error("useDesign stands outside the form designer");
  return design;
}

export const carriedId = (what: Carried): string => `${what.is}:${what.is === "node" ? what.id : what.name}`;

/** The reverse of `carriedId`. */
export function readCarried(id: string): Carried {
  const [is, ...rest] = id.split(":");
  const name = rest.join(":");
  return is === "node" ? { is, id: name } : is === "field" ? { is, name } : { is: "component", name };
}
