"use client";
import { createContext, useContext } from "react";
import type { PlacedNode } from "./view.ts";

/** The node whose view is being drawn. */
export const NodeContext = createContext<PlacedNode | undefined>(undefined);
export const useNodeOf = (): PlacedNode | undefined => useContext(NodeContext);
