import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase, type Database } from "#db";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { TableDocument } from "#metadata";
import { openProxy, type Proxy } from "../../db/testing-proxy.ts";
import { askableTable } from "../decisions/table.ts";
import { openDraft, publishDraft, putDraftDocument } from "../drafts/index.ts";
import { actorOf, testLanguage, testPlatform } from "../drafts/testing-platform.ts";
import { createEffectives } from "../effective/effectives.ts";
import type { Effective } from "../effective/effective.ts";
import { must } from "../must.testing.ts";
import { answer } from "./answer.ts";
import { getRollout } from "./rollouts.ts";
import { createRollouts, type Rollouts } from "./running.ts";
import { startRollout } from "./start-rollout.ts";

/* A process loses its database while a canary answers in it. */

let t: TestDatabase;
let proxy: Proxy;
let db: Database;
let rollouts: Rollouts;
beforeAll(async () => {
  t = await testDatabase();
  proxy = await openProxy(t.url, 0);
  db = await openDatabase({ url: proxy.url, secret: testSecret, lanes: 4 });
});
afterAll(async () => {
  proxy.swallow(false);
  await rollouts.stop();
  await db.close();
  await proxy.close();
  await t.drop();
});

const tableOf = (way: string): TableDocument => ({
  kind: "table",
  id: "ways",
  name: "ways",
  label: "Ways",
  hit: "F",
  inputs: { c: { name: "customer", label: "Customer", type: "text", order: "a0" } },
  outputs: { w: { name: "way", label: "Way", type: "text", order: "a0" } },
  rows: { only: { order: "a0", out: { w: way } } },
});

it("answers by the published table until it can hand in again what it counts, and none of that is lost", async () => {
  const near = testPlatform(t.db);
  const tenantId = await t.tenant();
  const actor = actorOf(tenantId, "implementer");
  const draftOf = async (way: string) => {
    const { id } = must(await openDraft(near, actor));
    must(await putDraftDocument(near, actor, id, "table", "ways", tableOf(way)));
    return id;
  };
  must(await publishDraft(near, actor, await draftOf("cash")));
  const draft = await draftOf("coin");
  const { id } = must(await startRollout(near, actor, "ways", { draft, mode: "canary", percent: 100, key: { input: "customer" } }));

  rollouts = createRollouts({ db, log: near.log, secret: "test", ended: () => undefined, every: 100, trustedFor: 400 });
  rollouts.start();
  const effective: Effective = await createEffectives(db, testLanguage, { rollouts }).get(tenantId);
  let asked = 0;
  const way = () => {
    asked++;
    return must(answer(effective, askableTable(effective, "ways")!, { customer: "Ada" })).decision.outputs[0]!["way"];
  };
  const counted = async () => {
    const { counts } = must(await getRollout(near, actor, id));
    return counts.candidate.asked + counts.published.asked;
  };
  expect(way()).toBe("coin");
  await expect.poll(counted, { timeout: 10_000 }).toBe(asked);
  proxy.swallow(true);
  await expect.poll(way, { timeout: 20_000 }).toBe("cash");
  proxy.swallow(false);
  proxy.cut();
  await expect.poll(way, { timeout: 30_000 }).toBe("coin");
  // what was kept while nobody could say so may be handed in once more
  await expect.poll(counted, { timeout: 20_000 }).toBeGreaterThanOrEqual(asked);
});
