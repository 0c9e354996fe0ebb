import { expandOf } from "../../render/object.ts";
import type { ShownObject } from "../../render/object.ts";

/** The first page of a list, as the API is asked and as the cache is keyed: server and browser spell it alike. */
export const listQuery = (
  object: ShownObject,
  asked: { readonly filter?: unknown; readonly sort?: string; readonly q?: string },
): Readonly<Record<string, unknown>> => {
  const expand = expandOf(object).join(",");
  return { ...asked, limit: 100, ...(expand === "" ? {} : { expand }), count: "estimate" };
};
