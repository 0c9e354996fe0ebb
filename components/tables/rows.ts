import type { Json, TableDocument, TableRow } from "#metadata";
import { sameJson } from "../designer/documents.ts";
import { orderedIds } from "../designer/order.ts";

/** Where a row comes from: the tenant itself, or a package ("restaurant 1.4.0"). */
export interface Band {
  readonly origin: "tenant" | string;
  readonly rows: readonly string[];
}

export type RowState = "new" | "changed" | "off" | undefined;

/** Row id → the package that made it ("restaurant 1.4.0"); rows of the tenant are left out. `origins`: leaf pointer → layer. */
export function packageRows(origins: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [pointer, layer] of Object.entries(origins)) {
    const row = /^\/rows\/([^/]+)\/out(?:\/|$)/.exec(pointer)?.[1];
    if (row !== undefined && layer !== "tenant") found.set(row, layer.replace(/^package:/, "").replace("@", " "));
  }
  return found;
}

/** The tenant's rows first, then each package's; every band in the order in which it decides. */
export function bandsOf(table: TableDocument, fromPackage: ReadonlyMap<string, string>): Band[] {
  const bands = new Map<string, string[]>([["tenant", []]]);
  for (const id of orderedIds(table.rows as unknown as Json)) {
    const origin = fromPackage.get(id) ?? "tenant";
    const rows = bands.get(origin);
    if (rows) rows.push(id);
    else bands.set(origin, [id]);
  }
  return [...bands].map(([origin, rows]) => ({ origin, rows }));
}

/** Row id → its 1-based place: the engine asks the bands in this order too. */
export const placesOf = (bands: readonly Band[]): ReadonlyMap<string, number> =>
  new Map(bands.flatMap(({ rows }) => rows).map((id, at) => [id, at + 1]));

export function stateOf(row: TableRow, published: TableRow | undefined): RowState {
  if (row.enabled === false) return "off";
  if (published === undefined) return "new";
  return sameJson(row as unknown as Json, published as unknown as Json) ? undefined : "changed";
}

/** Moves along a list of ids: the id at a distance, kept inside. */
export function neighbour(ids: readonly string[], id: string, by: number): string | undefined {
  const at = ids.indexOf(id);
  return at < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}
