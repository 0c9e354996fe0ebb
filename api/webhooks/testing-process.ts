import { tmpdir } from "node:os";
import { pino } from "pino";
import { openDatabase } from "#db";
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { createLocalStore, createPlatform, createRecords, startPlatform, type Actor } from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { components } from "#components/definitions";

/*
 * A process that writes records and sends webhooks, for tests that kill it:
 * node testing-process.ts <database url> <its secret> <the platform's secret> <tenant> <round>. Says "ready", then writes until it is no more.
 */
const [, , url, databaseSecret, secret, tenantId, round] = process.argv as unknown as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const db = await openDatabase({ url, secret: databaseSecret, lanes: 4 });
const platform = createPlatform({
  db,
  language: createLanguage({ fields, operators, components, steps }),
  secret,
  baseUrl: "http://localhost:3000",
  files: createLocalStore(tmpdir()),
  works: true,
  outgoingAllow: ["127.0.0.1/32"],
  log: pino({ level: "silent" }),
});
await startPlatform(platform);
process.stdout.write("ready\n");
const actor: Actor = { tenantId, userId: null, by: "user:writer", roles: ["implementer"], locale: "en" };
for (let n = 0; round !== "last"; n++) {
  const made = await createRecords(platform, actor, "product", [{ name: `Killed ${round} ${n}`, price: "1.00" }]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  await new Promise((resolve) => setTimeout(resolve, 5));
}
