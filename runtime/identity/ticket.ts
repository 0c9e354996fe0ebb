import { createHash, randomBytes } from "node:crypto";
import type { Database } from "#db";

const hashTicket = (ticket: string): Buffer => createHash("sha256").update(ticket).digest();

/** A ticket carries a sign-in from the bare host to a tenant's host: one use, one minute. */
export async function issueTicket(db: Database, userId: string): Promise<string> {
  const ticket = randomBytes(32).toString("base64url");
  await db.auth.query("insert into auth.ticket (hash, user_id, expires_at) values ($1, $2, now() + interval '1 minute')", [
    hashTicket(ticket),
    userId,
  ]);
  return ticket;
}

/** Uses a ticket up; → whose it was, undefined when it is unknown, used or late. */
export async function useTicket(db: Database, ticket: string): Promise<string | undefined> {
  const rows = await db.auth.query<{ user_id: string }>(
    "update auth.ticket set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning user_id",
    [hashTicket(ticket)],
  );
  await db.auth.query("delete from auth.ticket where expires_at < now() - interval '1 day'");
  return rows[0]?.user_id;
}
