import { problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { accessTo } from "../permissions/access.ts";
import { plan } from "./plan.ts";
import type { RecordQuery } from "./query.ts";
import { scope, type Scoped } from "./scope.ts";

/** What is asked and allowed, in one. */
export function planned(
  effective: Effective,
  actor: Actor,
  objectName: string,
  query: RecordQuery,
  now: string,
  verb: "read" | "export" = "read",
): Result<Scoped> {
  // an object that may not be seen answers before anything is said about its fields
  const access = accessTo(effective, actor, objectName);
  if (access === undefined)
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`, { reason: "object" }));
  if (access.read === undefined)
    return refused(problem("forbidden", "", `You may not read "${objectName}".`, { reason: "read", details: { object: objectName } }));
  const asked = plan(effective, actor, objectName, query, now);
  return asked.ok ? scope(effective, actor, asked.value, now, verb) : asked;
}
