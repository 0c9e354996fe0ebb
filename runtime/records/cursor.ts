import { createHmac, timingSafeEqual } from "node:crypto";
import { ok, problem, refused, type Result } from "#metadata";
import type { Position } from "./compile.ts";
import type { Plan } from "./plan.ts";

/**
 * A position as text for the outside: signed, and bound to tenant, object, filter, search and sort, so that it says nothing
 * that was not asked and is of use for the same list alone.
 */
export function writeCursor(secret: string, plan: Plan, position: Position): string {
  const body = Buffer.from(JSON.stringify([position.absent ? 1 : 0, position.id, ...position.keys])).toString("base64url");
  return `${body}.${sign(secret, plan, body)}`;
}

/** Where a page ended, out of the cursor that was given for this very plan. Problems: invalid_cursor. */
export function readCursor(secret: string, plan: Plan, cursor: string): Result<Position> {
  const [body = "", signature = "", ...more] = cursor.split(".");
  const expected = Buffer.from(sign(secret, plan, body));
  const given = Buffer.from(signature);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refused(problem("invalid_cursor", "/cursor", "The cursor does not belong to this list."));
  }
  const [absent, id, ...keys] = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as [number, string, ...(string | null)[]];
  return ok({ absent: absent === 1, id, keys });
}

/** Conditions are data, so that what a list asks can be signed as it stands. */
function sign(secret: string, plan: Plan, body: string): string {
  const list = JSON.stringify([
    plan.tenantId,
    plan.objectId,
    plan.sort.map(({ column, descending }) => [column.name, column.at, descending]),
    plan.asked ?? null,
    plan.search ?? null,
  ]);
  // no list's JSON goes on after its end, so that list and body cannot be cut otherwise
  return createHmac("sha256", `cursor:${secret}`).update(list).update(body).digest("base64url").slice(0, 22);
}
