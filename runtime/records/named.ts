import type { Json } from "#metadata";
import type { NamedValues } from "./resolve.ts";

/** The asker and the moment as the named values that expressions know. A person who is nobody has no id. */
export function namedValues({ now, user }: { now: string; user: { id: string | null; roles: readonly string[] } }): NamedValues {
  return new Map<string, Json>([
    ["$user.id", user.id],
    ["$user.roles", user.roles],
    ["$now", now],
    ["$today", now.slice(0, 10)],
  ]);
}
