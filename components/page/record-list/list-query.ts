import { expandOf } from "../../render/object.ts";
import type { ShownObject } from "../../render/object.ts";

/** The first page of a list, as the API is asked and as the cache is keyed: server and browser spell it alike. */
export const listQuery = (
  object: ShownObject,
  asked: { readonly filter?: unknown; readonly sort?: string; readonly q?: string },
): Readonly<Record<string, unknown>> => {
  const expand = expandOf(object).join(",");
  // newest first, where nothing else is said: ids grow with time. What is searched comes by how well it fits
  const sort = asked.sort ?? (asked.q === undefined ? "-id" : undefined);
  return { ...asked, ...(sort === undefined ? {} : { sort }), limit: 100, ...(expand === "" ? {} : { expand }), count: "estimate" };
};
