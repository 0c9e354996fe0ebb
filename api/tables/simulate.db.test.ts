import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TableDocument } from "#metadata";
import * as contracts from "./contract.ts";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
const key = implementerA;
const ways: TableDocument = {
  kind: "table",
  id: "ways",
  name: "ways",
  label: "Ways",
  hit: "C",
  currency: "CNY",
  inputs: {
    am: { name: "amount", label: "Amount", type: "money", order: "a0" },
    ch: { name: "channel", label: "Channel", type: "text", order: "a1" },
    cu: { name: "customer", label: "Customer", type: "text", order: "a2", personal: true },
  },
  outputs: {
    me: { name: "method", label: "Method", type: "text", order: "a0" },
    sh: { name: "show", label: "Show", type: "boolean", order: "a1" },
  },
  rows: {
    cash: { order: "a0", cells: { am: { range: [{ from: null, to: "500.00" }] } }, out: { me: "cash" } },
    bank: { order: "a1", cells: { am: { range: [{ from: "200.00", to: null }] } }, out: { me: "bank" } },
    stolen: { order: "a2", cells: { cu: { eq: "mallory" } }, out: { me: "bank", sh: false } },
  },
  routing: { option: "me", show: "sh" },
};

async function draftOf(table: TableDocument): Promise<string> {
  const { body: draft } = await api.ask("POST /drafts", { key, body: {} });
  const put = await api.ask(`PUT /drafts/${draft.id}/documents/table/ways`, { key, body: table });
  expect(put.status, put.text).toBe(200);
  return draft.id as string;
}
const simulate = async (body: object, by = key) => {
  const answer = await api.ask("POST /tables/ways/simulate", { key: by, body });
  // as described, and nothing beside
  if (answer.status === 200) contracts.simulate.answer!.parse(answer.body);
  return answer;
};

let draft: string;
beforeAll(async () => {
  api = await testApi();
  const first = await draftOf(ways);
  expect((await api.ask(`POST /drafts/${first}/publish`, { key, body: {} })).status).toBe(200);
  for (const [amount, channel, customer] of [
    ["100.00", "app", "ada"],
    ["250.00", "app", "ada"],
    ["300.00", "web", "mallory"],
    ["400.00", "web", "bob"],
  ]) {
    expect((await api.ask("POST /tables/ways/decide", { key, body: { facts: { amount, channel, customer } } })).status).toBe(200);
  }
  // bank from 300.00 on, and for mallory too; nothing from 500.00 to 599.99 in shops
  draft = await draftOf({
    ...ways,
    rows: {
      cash: ways.rows["cash"]!,
      bank: { order: "a1", cells: { am: { range: [{ from: "300.00", to: "500.00" }] } }, out: { me: "bank" } },
      more: { order: "a3", cells: { am: { range: [{ from: "600.00", to: null }] } }, out: { me: "bank" } },
    },
  });
});
afterAll(() => api.close());

describe("a simulation", () => {
  it("is one at a time for a tenant", async () => {
    const facts = Array.from({ length: 5_000 }, (_, n) => ({ amount: `${n}.00` }));
    const answers = await Promise.all(Array.from({ length: 4 }, () => simulate({ draft, facts })));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(4);
    for (const { status, body } of refused) expect([status, body.problems[0].code]).toEqual([503, "overloaded"]);
    expect((await simulate({ draft })).status).toBe(200);
  });

  it("ends when whoever asked for it has gone", async () => {
    const facts = Array.from({ length: 10_000 }, (_, n) => ({ amount: `${n}.00` }));
    const me = (await api.ask("GET /me", { key })).body.tenant.id as string;
    const { slices } = (await api.platform.effectives.get(me)).tables;
    const server = createServer(getRequestListener(api.app.fetch, { overrideGlobalObjects: false }));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const run = slices.run.bind(slices);
    try {
      const body = JSON.stringify({ draft, facts });
      const call = request({
        port: (server.address() as AddressInfo).port,
        method: "POST",
        path: "/api/v1/tables/ways/simulate",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      });
      call.on("error", () => undefined);
      let steps = 0;
      const ended = new Promise<void>((resolve, reject) => {
        vi.spyOn(slices, "run").mockImplementation((step, enough) => {
          let own = 0;
          const work = run(() => {
            // the line goes dead in the midst of it; from then on each step is slow, so that it could not be through before that is noticed
            if (++own === 100) call.destroy();
            for (const until = performance.now() + (own < 100 ? 0 : 1); performance.now() < until;);
            return step();
          }, enough);
          const look = (settle: () => void) => {
            if (own < 100) return;
            steps = own;
            settle();
          };
          work.then(
            () => look(resolve),
            (fault: unknown) => look(() => reject(fault as Error)),
          );
          return work;
        });
      });
      call.end(body);
      await ended;
      expect(steps).toBeLessThan(facts.length);
    } finally {
      vi.restoreAllMocks();
      server.close();
    }
    // the tenant may have another at once
    expect((await simulate({ draft })).status).toBe(200);
  });

  it("over the log says what each option gained and lost, weighs it, by segment, and why, with the row and the cell", async () => {
    const { status, body, text } = await simulate({ draft });
    expect(status, text).toBe(200);
    expect(body).toMatchObject({
      source: "decisions",
      considered: 4,
      changed: 2,
      unreadable: 0,
      stopped: false,
      unsure: [],
      amount: { input: "amount", currency: "CNY", considered: 105_000 },
      empty: { published: 0, candidate: 0 },
    });
    expect(body.versions.published).toMatch(/^[\w-]{43}$/);
    expect(body.versions.candidate).not.toBe(body.versions.published);
    const [bank, ...others] = body.outputs;
    expect(others).toEqual([]);
    expect(bank).toMatchObject({
      output: { method: "bank" },
      gained: 1,
      lost: 1,
      ranked: 0,
      amounts: { gained: 30_000, lost: 25_000, ranked: 0 },
    });
    expect(bank.samples.lost).toMatchObject([
      {
        facts: { amount: "250.00", channel: "app", customer: { personal: true } },
        decisionId: expect.any(String),
        row: "bank",
        why: { stage: "no_row", row: "bank", failing: [{ input: "amount", actual: { currency: "CNY", minor: 25_000 }, code: "below" }] },
      },
    ]);
    // the blocked customer is known again by his token
    expect(bank.samples.gained).toMatchObject([{ facts: { amount: "300.00" }, row: "bank", why: { stage: "deny", row: "stolen" } }]);
    expect(body.segments).toEqual([
      { input: "channel", value: "app", considered: 2, changed: 1, gained: 0, lost: 1 },
      { input: "channel", value: "web", considered: 2, changed: 1, gained: 1, lost: 0 },
    ]);
    for (const secret of ["ada", "mallory", "bob"]) expect(text).not.toContain(`"${secret}"`);
    const latest = await simulate({ draft, decisions: 2 });
    expect(latest.body).toMatchObject({ considered: 2, changed: 1 });
  });

  it("over the edges of rows finds what no history shows", async () => {
    const { status, body, text } = await simulate({ draft, boundary: true });
    expect(status, text).toBe(200);
    expect(body).toMatchObject({ source: "boundary", unreadable: 0, stopped: false });
    const minors = body.gaps.map(({ facts }: { facts: { amount?: { minor: number } } }) => facts.amount?.minor);
    expect(minors).toEqual(expect.arrayContaining([50_000, 59_999]));
    expect(body.empty.candidate).toBeGreaterThan(0);
    expect(body.outputs.find(({ output }: { output: { method: string } }) => output.method === "bank").samples.lost.length).toBeGreaterThan(
      0,
    );
  });

  it("over given facts names those that it cannot read", async () => {
    const { body } = await simulate({ draft, facts: [{ amount: "550.00" }, { amount: "450.00", customer: "carol" }] });
    expect(body).toMatchObject({
      source: "facts",
      considered: 2,
      changed: 1,
      gaps: [{ facts: { amount: "550.00" }, publishedToo: false }],
    });
    const wrong = await simulate({ draft, facts: [{ amount: "1.00" }, { amount: "x" }, { nope: 1 }] });
    expect(wrong.status).toBe(422);
    expect([...new Set(wrong.body.problems.map(({ path }: { path: string }) => path))]).toEqual(["/facts/1/amount", "/facts/2/nope"]);
  });

  it("is for those who design, within bounds", async () => {
    expect((await simulate({ draft }, businessA)).status).toBe(403);
    expect((await simulate({ draft }, implementerB)).status).toBe(404);
    expect((await simulate({ draft, decisions: 1_000_000 })).status).toBe(422);
    expect((await simulate({ draft, boundary: false })).status).toBe(422);
    expect((await simulate({ draft: "x" })).status).toBe(422);
  });
});
