import { periodAt, type Json } from "#metadata";
import type { EvaluationContext } from "#runtime/rules";
import type { NamedValues } from "./resolve.ts";

/** The asker and the moment as the named values that expressions know, laid out once one is asked for. A person who is nobody has no id. */
export function namedValues(context: EvaluationContext): NamedValues {
  let known: NamedValues | undefined;
  return { get: (name) => (known ??= laidOut(context)).get(name) };
}

function laidOut({ now, user, timezone }: EvaluationContext): NamedValues {
  const zone = timezone ?? "UTC";
  const known: [string, Json | undefined][] = [
    ["$user.id", user?.id],
    ["$user.roles", user?.roles ?? []],
    ["$user.by", user?.by],
    ["$user.teamIds", user?.teamIds ?? []],
    ["$user.mateIds", user?.mateIds ?? []],
    ["$user.belowIds", user?.belowIds ?? []],
    ["$user.aboveIds", user?.aboveIds ?? []],
    ["$user.mateBy", user?.mateBy ?? []],
    ["$user.belowBy", user?.belowBy ?? []],
    ["$user.aboveBy", user?.aboveBy ?? []],
    ["$now", now],
    ["$today", todayIn(zone, now)],
    ["$zone", zone],
  ];
  return new Map(known.flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value] as const])));
}

/** The day that it is in a zone. */
const todayIn = (zone: string, now: string): string => (zone === "UTC" ? now.slice(0, 10) : periodAt("today", now, zone)!.start.date);
