"use client";
import { Link } from "react-aria-components";
import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { api } from "../data/api.ts";
import { useHasArrived } from "../data/arrived.ts";
import { keys } from "../data/keys.ts";
import { shownObject, type ShownField, type ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { useHref, useObject, useScope } from "./scope.tsx";
import { useReferred, useTitleOf } from "./value.tsx";

/** One record a value points at; `known`: it was brought along with the value. */
export interface LinkedRecord {
  readonly object: string;
  readonly id: string;
  readonly known?: RecordJson | undefined;
}

/** The records a value points at, of whatever form the API gave it: ids, or the records themselves. */
export function linkedIn(field: ShownField, value: unknown): readonly LinkedRecord[] {
  const records = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (each): each is RecordJson => typeof each === "object" && each !== null && typeof (each as RecordJson).version === "number",
  );
  const plain = Array.isArray(value)
    ? (value as unknown[]).map((each) => (typeof each === "object" && each !== null ? (each as RecordJson).id : each))
    : value;
  try {
    const links = field.fieldType.linksTo?.of(plain, field.settings) ?? [];
    return links.map(({ object, id }) => ({ object, id, known: records.find((each) => each.id === id) }));
  } catch {
    return [];
  }
}

/** A record by its title, as a link where it may be followed. */
export function LinkedTitle({ link, noLinks }: { readonly link: LinkedRecord; readonly noLinks: boolean }) {
  const t = useTranslations("common");
  const object = useObject(link.object);
  const record = useReferred(link.object, link.known ?? link.id);
  const titleOf = useTitleOf();
  const href = useHref()(link.object, link.id);
  if (record === undefined) return <span className="text-faint">{t("loading")}</span>;
  const title = titleOf(object, record);
  if (noLinks || href === undefined) return <span>{title}</span>;
  return (
    <Link href={href} className="inline-block min-h-6 leading-6 text-accent-text hover:underline">
      {title}
    </Link>
  );
}

/** Titles of records by id, of those that are known or have come by now. */
export function useTitles(links: readonly LinkedRecord[]): ReadonlyMap<string, string> {
  const { revision, live, documents } = useScope();
  const titleOf = useTitleOf();
  const found = useQueries({
    queries: links.map(({ object, id, known }) => ({
      queryKey: keys.record(revision, object, id),
      queryFn: () => api<RecordJson>(`/objects/${object}/records/${id}`),
      enabled: known === undefined && live !== false,
      staleTime: 60_000,
      retry: false,
    })),
  });
  const arrived = useHasArrived();
  const objects = objectsAmong(documents.object);
  return new Map(
    links.flatMap(({ object, id, known }, at): [string, string][] => {
      const record = known ?? arrived(found[at]!);
      return record === undefined ? [] : [[id, titleOf(objects(object), record)]];
    }),
  );
}

const objectsAmong =
  (all: Readonly<Record<string, ObjectDocument>>) =>
  (name: string): ShownObject | undefined => {
    const document = Object.hasOwn(all, name) ? all[name] : undefined;
    return document === undefined ? undefined : shownObject(document, all);
  };
