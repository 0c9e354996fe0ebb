"use client";
import { useQuery } from "@tanstack/react-query";
import { api, withQuery } from "../data/api.ts";
import { useArrived } from "../data/arrived.ts";
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
): {
  readonly detail: ShownObject | undefined;
  readonly by: string;
  /** name of the field that keeps the places of the lines */
  readonly order: string | undefined;
  readonly columns: readonly ShownField[];
} {
  const derivation = field.derivation?.kind === "lines" ? field.derivation : undefined;
  const detail = useObject(derivation?.object);
  const grant = useGrant(derivation?.object);
  const by = derivation?.by ?? "";
  const order = derivation?.order;
  if (detail === undefined) return { detail, by, order, columns: [] };
  const seen = seenFields(detail, grant).filter((each) => each.name !== by && (names !== undefined || each.name !== order));
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
  return { detail, by, order, columns: columns.slice(0, mostColumns) };
}

/** The lines of a saved record as people have put them, else oldest first. `order`: the field that keeps their places. */
export function useSavedLines(
  { detail, by, order }: Pick<ReturnType<typeof useLineColumns>, "detail" | "by" | "order">,
  recordId: string | undefined,
) {
  const { revision, live } = useScope();
  const expand =
    detail === undefined
      ? ""
      : expandOf(detail)
          .filter((name) => name !== by)
          .join(",");
  const query = { filter: { "===": [{ var: by }, recordId ?? ""] }, limit: 200, ...(expand === "" ? {} : { expand }) };
  const found = useQuery({
    queryKey: keys.list(revision, detail?.name ?? "", { ...query, lines: true }),
    queryFn: async () => {
      const { data } = await api<{ data: RecordJson[] }>(withQuery(`/objects/${detail?.name}/records`, query));
      return inPlace(data, order);
    },
    enabled: detail !== undefined && recordId !== undefined && live !== false,
  });
  const data = useArrived(found);
  return { data, isFetching: found.isFetching || found.data !== data };
}

/** Those without a place stand behind the others, oldest first. */
export function inPlace(lines: readonly RecordJson[], order: string | undefined): readonly RecordJson[] {
  const placeOf = (line: RecordJson): number => {
    const place = order === undefined ? undefined : line[order];
    return typeof place === "number" ? place : Infinity;
  };
  const before = (a: RecordJson, b: RecordJson): boolean => a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id);
  return lines.toSorted((a, b) => {
    const [here, there] = [placeOf(a), placeOf(b)];
    return here === there ? (before(a, b) ? -1 : 1) : here < there ? -1 : 1;
  });
}
