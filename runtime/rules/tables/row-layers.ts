import { layerRank } from "./compile-table.ts";

/**
 * The layer that made each row, from the origins of the table's properties (JSON Pointer → layer): the lowest that still says something of it.
 * A package's row that the tenant only switched off stays the package's.
 */
export function rowLayers(origins: Readonly<Record<string, string>>): (rowId: string) => string | undefined {
  let found = known.get(origins);
  if (found === undefined) known.set(origins, (found = readLayers(origins)));
  return found;
}

/** Tenants that have everything in common have the origins in common, too. */
const known = new WeakMap<Readonly<Record<string, string>>, (rowId: string) => string | undefined>();

function readLayers(origins: Readonly<Record<string, string>>): (rowId: string) => string | undefined {
  const layers = new Map<string, string>();
  for (const [path, layer] of Object.entries(origins)) {
    // ids hold nothing that a pointer would escape
    const [, place, row] = path.split("/");
    if (place !== "rows" || row === undefined) continue;
    const before = layers.get(row);
    if (before === undefined || layerRank(layer) > layerRank(before)) layers.set(row, layer);
  }
  return (rowId) => layers.get(rowId);
}
