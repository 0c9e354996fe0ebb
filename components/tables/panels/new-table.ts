import type { Json, Text } from "#metadata";
import { tablePresets } from "#metadata/presets";
import type { JsonObject } from "../../designer/documents.ts";

/** What a new table begins as: nothing, or one of the presets. */
export const beginnings = ["blank", ...tablePresets.all.map(({ name }) => name)] as const;

/** The document of a new table. @param label undefined: the preset's own, in all languages */
export function newTable(beginning: string, name: string, label: Text): JsonObject {
  const preset = tablePresets.get(beginning);
  const table = preset?.table ?? { kind: "table", hit: "F", inputs: {}, outputs: {}, rows: {} };
  return { ...(table as unknown as JsonObject), id: name, name, label: label as Json };
}
