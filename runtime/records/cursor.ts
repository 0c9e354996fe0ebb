import { createHmac, timingSafeEqual } from "node:crypto";
import { ok, problem, refused, type Result } from "#metadata";
import type { Position } from "./compile.ts";
import type { Plan } from "./plan.ts";

/** What a list asks, as text: conditions are data, so that it can be signed as it stands. */
export const listOf = (plan: Plan): string =>
  JSON.stringify([
    plan.tenantId,
    plan.objectId,
    plan.sort.map(({ column, descending }) => [column.name, column.at, descending]),
    plan.asked ?? null,
    plan.search ?? null,
  ]);

/**
 * A position as text for the outside: signed, and bound to tenant, object, filter, search and sort, so that it says nothing
 * that was not asked and is of use for the same list alone. `list`: what `listOf` gives.
 */
export function writeCursor(secret: string, list: string, position: Position): string {
  const body = Buffer.from(JSON.stringify([position.absent ? 1 : 0, position.id, ...position.keys])).toString("base64url");
  return `${body}.${sign(secret, list, body)}`;
}

/** Where a page ended, out of the cursor that was given for this very list. Problems: invalid_cursor. */
export function readCursor(secret: string, list: string, cursor: string): Result<Position> {
  const [body = "", signature = "", ...more] = cursor.split(".");
  const expected = Buffer.from(sign(secret, list, body));
  const given = Buffer.from(signature);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refused(problem("invalid_cursor", "/cursor", "The cursor does not belong to this list."));
  }
  const [absent, id, ...keys] = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as [number, string, ...(string | null)[]];
  return ok({ absent: absent === 1, id, keys });
}

// no list's JSON goes on after its end, so that list and body cannot be cut otherwise
const sign = (secret: string, list: string, body: string): string =>
  createHmac("sha256", `cursor:${secret}`).update(list).update(body).digest("base64url").slice(0, 22);
