"use client";
import { useQuery } from "@tanstack/react-query";
import { api, withQuery } from "../data/api.ts";
import { keys } from "../data/keys.ts";
import { expandOf, seenFields, type ShownField, type ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { useGrant, useObject, useScope } from "./scope.tsx";
import { tallInputs } from "./tall.ts";

/** Columns that fit beside each other. */
const mostColumns = 8;

/** The object of a record's lines, and which of its fields are columns. */
export function useLineColumns(
  field: ShownField,
  names?: readonly string[],
): { readonly detail: ShownObject | undefined; readonly by: string; readonly columns: readonly ShownField[] } {
  const derivation = field.derivation?.kind === "lines" ? field.derivation : undefined;
  const detail = useObject(derivation?.object);
  const grant = useGrant(derivation?.object);
  const by = derivation?.by ?? "";
  if (detail === undefined) return { detail, by, columns: [] };
  const seen = seenFields(detail, grant).filter((each) => each.name !== by);
  const columns =
    names === undefined
      ? seen.filter(
          (each) =>
            each.derivation?.kind !== "lines" &&
            each.derivation?.kind !== "column" &&
            each.fieldType.generated === undefined &&
            !tallInputs.has(each.editedBy),
        )
      : names.flatMap((name) => seen.filter((each) => each.name === name));
  return { detail, by, columns: columns.slice(0, mostColumns) };
}

/** The lines of a saved record, oldest first. */
export function useSavedLines(detail: ShownObject | undefined, by: string, recordId: string | undefined) {
  const { revision, live } = useScope();
  const expand =
    detail === undefined
      ? ""
      : expandOf(detail)
          .filter((name) => name !== by)
          .join(",");
  const query = { filter: { "===": [{ var: by }, recordId ?? ""] }, limit: 200, ...(expand === "" ? {} : { expand }) };
  return useQuery({
    queryKey: keys.list(revision, detail?.name ?? "", { ...query, lines: true }),
    queryFn: async () => {
      const { data } = await api<{ data: RecordJson[] }>(withQuery(`/objects/${detail?.name}/records`, query));
      return data.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1));
    },
    enabled: detail !== undefined && recordId !== undefined && live !== false,
  });
}
