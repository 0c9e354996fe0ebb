"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api } from "../../data/api.ts";
import { usePeople } from "../../render/people.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
}

/** The teams of the tenant, by name. */
export const useTeams = (): readonly Team[] =>
  useQuery({ queryKey: ["teams"], queryFn: () => api<{ data: Team[] }>("/teams"), staleTime: 60_000 }).data?.data ?? [];

/** What a holder of a share ("user:…", "team:…", "role:…") is called. */
export function useHolderName(holders: readonly string[] = []): (holder: string) => string {
  const t = useTranslations("run.share");
  const teams = useTeams();
  const people = holders.filter((each) => each.startsWith("user:"));
  const named = usePeople(people);
  return (holder) => {
    const [kind, id = ""] = holder.split(/:(.*)/su);
    if (kind === "team") return teams.find((each) => each.id === id)?.name ?? t("team");
    if (kind === "role") return t("role", { role: id });
    return named.find((each) => each.id === holder)?.name ?? t("gone");
  };
}
