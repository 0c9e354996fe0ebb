import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { drizzle } from "drizzle-orm/pg-proxy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, session, user, verification } from "#db/owner";
import { testDatabase, type TestDatabase } from "#db/testing";

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.drop());

test("the tables are those that better-auth reads and writes, as app_auth", async () => {
  const auth = betterAuth({
    database: drizzleAdapter(drizzle(base.db.auth.remote), {
      provider: "pg",
      schema: { user, session, account, verification },
      transaction: false,
    }),
    secret: "a secret of the tests, long enough to be one",
    baseURL: "http://localhost",
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
  });
  const credentials = { email: "lan@example.test", password: "correct horse 电池" };
  await auth.api.signUpEmail({ body: { ...credentials, name: "兰" } });
  const { headers } = await auth.api.signInEmail({ body: credentials, returnHeaders: true });
  const cookie = headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
  expect(found?.user).toMatchObject({ email: "lan@example.test", name: "兰", emailVerified: false });
  await auth.api.signOut({ headers: new Headers({ cookie }) });
  expect(await auth.api.getSession({ headers: new Headers({ cookie }) })).toBeNull();
  const wrong = auth.api.signInEmail({ body: { ...credentials, password: "wrong wrong" } });
  await expect(wrong).rejects.toMatchObject({ status: "UNAUTHORIZED" });
  const [kept] = await base.owner<{ password: string }[]>`select password from auth.account`;
  expect(kept!.password).not.toContain("horse");
});
