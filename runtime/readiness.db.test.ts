import { afterAll, beforeAll, expect, test } from "vitest";
import { lastMigration } from "#db/owner";
import { testDatabase, type TestDatabase } from "#db/testing";
import { standOn } from "./flows/flows.testing.ts";
import { createReadiness } from "./readiness.ts";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const readiness = (migration: string | undefined, worker?: { isRunning(): boolean }) =>
  createReadiness({ db: t.db, migration, worker: () => worker });

test("a database with the code's last migration is ready; one without is not", async () => {
  expect(await readiness(lastMigration()).now()).toEqual({ database: true, migrations: true });
  expect(await readiness("of newer code").now()).toEqual({ database: true, migrations: false });
});

test("a worker runs between its start and its stop", async () => {
  const { worker } = standOn(t.db, "a secret of the tests, long enough for anything");
  const now = () => readiness(undefined, worker).now();
  expect(await now()).toEqual({ database: true, migrations: true, worker: false });
  await worker.start();
  expect(await now()).toMatchObject({ worker: true });
  await worker.stop();
  expect(await now()).toMatchObject({ worker: false });
});

test("many who ask at once are one question to the database", async () => {
  let questions = 0;
  const db = { ...t.db, healthy: () => ((questions += 1), t.db.healthy()) };
  const { now } = createReadiness({ db, migration: undefined, worker: () => undefined });
  await Promise.all(Array.from({ length: 20 }, now));
  expect(questions).toBe(1);
});

test("a database that is away has nothing", async () => {
  const other = await testDatabase();
  await other.db.close();
  const { now } = createReadiness({ db: other.db, migration: lastMigration(), worker: () => undefined });
  expect(await now()).toEqual({ database: false, migrations: false });
  await other.drop();
});
