import { randomUUID } from "node:crypto";
import type { Identity } from "./identity.ts";
import type { Database } from "#db";
import { accountOf } from "./attempts.ts";

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Makes a user with a password; one with this e-mail already there is left as he is. */
export async function createUser(
  db: Database,
  identity: Pick<Identity, "passwords">,
  { email, name, password }: NewUser,
): Promise<{ id: string; made: boolean }> {
  const account = accountOf(email);
  const find = () => db.auth.query<{ id: string }>(`select id from auth."user" where email = $1`, [account]);
  const [found] = await find();
  if (found !== undefined) return { id: found.id, made: false };
  const hash = await identity.passwords.hash(password);
  const id = randomUUID();
  const made = await db.auth.transaction(async (tx) => {
    const rows = await tx.query(
      `insert into auth."user" (id, name, email, email_verified) values ($1, $2, $3, true) on conflict (email) do nothing returning id`,
      [id, name, account],
    );
    if (rows.length === 0) return false;
    await tx.query("insert into auth.account (id, account_id, provider_id, user_id, password) values ($1, $2, 'credential', $2, $3)", [
      randomUUID(),
      id,
      hash,
    ]);
    return true;
  });
  return made ? { id, made } : { id: (await find())[0]!.id, made: false };
}
