"use client";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { api, withQuery } from "../data/api.ts";
import { keys } from "../data/keys.ts";
import type { ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { useScope } from "./scope.tsx";

/** At most 20 records of an object that a search finds for what is typed. */
export function useFound(object: ShownObject | undefined, name: string | undefined, text: string) {
  const { revision, live } = useScope();
  const asked = useDeferredValue(text.trim());
  const title = object?.titleField?.name;
  const query = {
    limit: 20,
    ...(asked === "" ? {} : { q: asked }),
    ...(title !== undefined && object?.titleField?.indexed === true ? { sort: title } : {}),
  };
  return useQuery({
    queryKey: keys.list(revision, name ?? "", query),
    queryFn: () => api<{ data: RecordJson[] }>(withQuery(`/objects/${name}/records`, query)),
    enabled: name !== undefined && live !== false,
    placeholderData: (before) => before,
  });
}
