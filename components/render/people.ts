"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { api, withQuery } from "../data/api.ts";
import { useArrived } from "../data/arrived.ts";
import { useScope } from "./scope.tsx";

/** Somebody, or something, that wrote or is named. */
export interface Named {
  readonly id: string;
  readonly name: string;
  /** a machine, not a person */
  readonly icon?: string;
}

/** Someone of this tenant as the API tells them. */
export interface Member {
  readonly id: string;
  readonly name: string;
}

/** Names of people by their ids, and of whoever wrote a record ("user:…", "flow:…", "link:…", "key:…", "system"). */
export function usePeople(ids: readonly string[]): readonly Named[] {
  const t = useTranslations("run.record");
  const { people, user, live } = useScope();
  const parts = ids.map((by) => {
    const [kind, id = ""] = by.split(/:(.*)/su);
    return id === "" && kind !== "system" ? { kind: "user", id: by } : { kind: kind!, id };
  });
  const known = (id: string): string | undefined =>
    (people !== undefined && Object.hasOwn(people, id) ? people[id] : undefined) ?? (id === user.id ? user.name : undefined);
  const unknown = [...new Set(parts.flatMap(({ kind, id }) => (kind === "user" && known(id) === undefined ? [id] : [])))].slice(0, 50);
  const asked = useQuery({
    queryKey: ["people", "ids", ...unknown],
    queryFn: () => api<{ data: Member[] }>(withQuery("/people", { ids: unknown.join(",") })),
    enabled: unknown.length > 0 && live !== false,
    staleTime: 300_000,
  });
  const named = useArrived(asked);
  return parts.map(({ kind, id }, at): Named => {
    switch (kind) {
      case "user":
        return { id: ids[at]!, name: known(id) ?? named?.data.find((each) => each.id === id)?.name ?? t("somebody") };
      case "flow":
        return { id: ids[at]!, name: t("flow", { name: "" }).trim(), icon: "workflow" };
      case "link":
        return { id: ids[at]!, name: t("customer"), icon: "user" };
      case "key":
        return { id: ids[at]!, name: t("apiKey"), icon: "key" };
      default:
        return { id: ids[at]!, name: t("system"), icon: "settings" };
    }
  });
}

/** People of the tenant whose name holds what is typed, at most 20: those this page knows at once, all others by asking. */
export function usePeopleFound(typed: string): readonly Member[] {
  const { people, live } = useScope();
  const locale = useLocale();
  const asked = typed.trim();
  const found = useQuery({
    queryKey: ["people", "q", asked],
    queryFn: () => api<{ data: Member[] }>(withQuery("/people", { q: asked, limit: 20 })),
    enabled: live !== false,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const wanted = asked.toLocaleLowerCase(locale);
  const here = Object.entries(people ?? {})
    .filter(([, name]) => name.toLocaleLowerCase(locale).includes(wanted))
    .map(([id, name]) => ({ id, name }));
  const all = new Map(
    [...here, ...(found.data?.data ?? [])]
      .filter(({ name }) => name.toLocaleLowerCase(locale).includes(wanted))
      .map((each) => [each.id, each]),
  );
  return [...all.values()].slice(0, 20);
}
