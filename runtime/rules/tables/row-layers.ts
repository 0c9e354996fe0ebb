import { layerRank } from "./compile-table.ts";

/**
 * The layer that made each row, from the origins of the table's properties (JSON Pointer → layer): the lowest that still says something of it.
 * A package's row that the tenant only switched off stays the package's.
 */
export function rowLayers(origins: Readonly<Record<string, string>>): (rowId: string) => string | undefined {
  const layers = new Map<string, string>();
  for (const [path, layer] of Object.entries(origins)) {
    // ids hold nothing that a pointer would escape
    const [, place, row] = path.split("/");
    if (place !== "rows" || row === undefined) continue;
    const known = layers.get(row);
    if (known === undefined || layerRank(layer) > layerRank(known)) layers.set(row, layer);
  }
  return (rowId) => layers.get(rowId);
}
