"use client";
import type { TableDocument } from "#metadata";
export function RoutingRoom(_props: { readonly table: TableDocument }) {
  return null;
}
