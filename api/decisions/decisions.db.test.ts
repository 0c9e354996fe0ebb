import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import * as contracts from "./contract.ts";
import { businessA, businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

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
    ca: { name: "card", label: "Card", type: "text", order: "a1", personal: true },
    cu: { name: "customer", label: "Customer", type: "text", order: "a2", personal: true },
    ag: { name: "born", label: "Born", type: "date", order: "a3", personal: true },
  },
  outputs: {
    me: { name: "method", label: "Method", type: "text", order: "a0" },
    sh: { name: "show", label: "Show", type: "boolean", order: "a1" },
    re: { name: "reason", label: "Reason", type: "text", order: "a2" },
    to: { name: "told", label: "Told", type: "text", order: "a3" },
  },
  rows: {
    cash: { order: "a0", out: { me: "cash" } },
    bank: { order: "a1", cells: { am: { range: [{ from: "200.00", to: null }] } }, out: { me: "bank" }, note: "Large orders" },
    union: { order: "a2", cells: { ca: { prefix: ["62"] } }, out: { me: "union", to: { logic: { cat: ["for ", { var: "customer" }] } } } },
    young: { order: "a3", cells: { ag: { range: [{ from: "2010-01-01", to: null }] } }, out: { me: "bank", sh: false, re: "too_young" } },
    stolen: { order: "a4", cells: { cu: { in: ["mallory", "trudy"] } }, out: { me: "cash", sh: false, re: "blocked" } },
  },
  routing: {
    option: "me",
    show: "sh",
    reason: "re",
    split: {
      key: "cu",
      arms: { one: { order: "a0", weight: 3, options: ["cash"] }, two: { order: "a1", weight: 7, options: ["bank", "union"] } },
    },
    fallback: ["cash"],
  },
};

async function publish(table: TableDocument, by = key): Promise<void> {
  const { body: draft } = await api.ask("POST /drafts", { key: by, body: {} });
  const put = await api.ask(`PUT /drafts/${draft.id}/documents/table/${table.name}`, { key: by, body: table });
  expect(put.status, put.text).toBe(200);
  const done = await api.ask(`POST /drafts/${draft.id}/publish`, { key: by, body: {} });
  expect(done.status, done.text).toBe(200);
}
const decide = async (facts: Record<string, unknown>, more: object = {}) =>
  (await api.ask("POST /tables/ways/decide", { key, body: { facts, ...more } })).body;
const why = async (id: string, option?: string) => {
  const { body } = await api.ask(`GET /decisions/${id}/explanation${option === undefined ? "" : `?option=${option}`}`, { key });
  // as described, and nothing beside
  contracts.explanation.answer!.parse(body);
  return body;
};

beforeAll(async () => {
  api = await testApi();
  await publish(ways);
});
afterAll(() => api.close());

describe("the log", () => {
  it("lists what a table decided, newest first, page by page, by what was given", async () => {
    const ids: string[] = [];
    for (const minor of [100, 250, 300, 50, 210]) ids.unshift((await decide({ amount: `${minor}.00`, customer: `c${minor}` })).decisionId);
    const first = await api.ask("GET /tables/ways/decisions?limit=2", { key });
    expect(first.status, first.text).toBe(200);
    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    const rest = await api.ask(`GET /tables/ways/decisions?limit=200&cursor=${first.body.next}`, { key });
    expect(rest.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    expect(rest.body.next).toBeNull();
    expect(first.body.data[0]).toMatchObject({
      table: "ways",
      tableId: "ways",
      version: expect.stringMatching(/^[\w-]{43}$/),
      variant: null,
      facts: { amount: "210.00", customer: { personal: true } },
      personal: ["customer"],
      hits: expect.arrayContaining(["cash", "bank"]),
      arm: expect.stringMatching(/one|two/),
      fallback: false,
      empty: false,
    });
    const filtered = async (query: string): Promise<string[]> =>
      (await api.ask(`GET /tables/ways/decisions?${query}`, { key })).body.data.map(({ id }: { id: string }) => id);
    expect(await filtered("option=bank")).toEqual([ids[0], ids[2], ids[3]]);
    expect(await filtered("row=bank&limit=1")).toEqual([ids[0]]);
    expect(await filtered("variant=candidate")).toEqual([]);
    expect(await filtered("variant=published")).toHaveLength(5);
    expect(await filtered("empty=true")).toEqual([]);
    const keptAt = first.body.data[0].keptAt;
    expect(await filtered(`to=${keptAt}`)).not.toContain(ids[0]);
    expect(await filtered(`from=${keptAt}`)).toContain(ids[0]);
    contracts.list.answer!.parse(first.body);
    const one = await api.ask(`GET /decisions/${ids[0]}`, { key });
    expect(one.body).toEqual(first.body.data[0]);
  });

  it("is for those who design or operate, and for their own tenant", async () => {
    const { decisionId } = await decide({ amount: "1.00" });
    for (const call of ["GET /tables/ways/decisions", `GET /decisions/${decisionId}`, `GET /decisions/${decisionId}/explanation`]) {
      expect((await api.ask(call, {})).status).toBe(401);
      expect((await api.ask(call, { key: businessA })).status).toBe(403);
      expect((await api.ask(call, { key: businessB })).status).toBe(403);
      expect((await api.ask(call, { key: implementerB })).status).toBe(404);
    }
  });

  it("refuses what it cannot read", async () => {
    const { decisionId } = await decide({ amount: "1.00" });
    const status = async (call: string): Promise<number> => (await api.ask(`GET ${call}`, { key })).status;
    expect(await status("/tables/ways/decisions?cursor=abc")).toBe(400);
    expect(await status("/tables/ways/decisions?limit=1000")).toBe(400);
    expect(await status("/tables/ways/decisions?output=nope")).toBe(422);
    expect(await status("/tables/nope/decisions")).toBe(404);
    expect(await status("/decisions/00000000-0000-7000-8000-000000000000")).toBe(404);
    expect(await status("/decisions/x")).toBe(404);
    expect(await status(`/decisions/${decisionId}/explanation?output=nope`)).toBe(422);
    // an output made of a person's facts has no options that could be tried out
    expect(await status(`/decisions/${decisionId}/explanation?output=told&option=x`)).toBe(400);
    const unknown = await why(decisionId, "gold");
    expect(unknown.hidden).toMatchObject({ option: "gold", stage: "no_row", change: null });
  });
});

describe("an explanation", () => {
  it("says why an option was shown: the row, what held, where the key went", async () => {
    const { decisionId, split } = await decide({ amount: "200.00", customer: "ada" });
    const { replay, shown, options } = await why(decisionId, "bank");
    expect(replay).toBe("stand_in");
    expect(options).toEqual(
      expect.arrayContaining([
        { option: "cash", shown: true },
        { option: "bank", shown: true },
        { option: "union", shown: false },
      ]),
    );
    expect(shown).toMatchObject({
      row: "bank",
      note: "Large orders",
      of: 2,
      cells: [{ input: "amount", actual: { currency: "CNY", minor: 20_000 }, expected: { range: [{ from: "200.00", to: null }] } }],
      split: { arm: split.arm, bucket: split.bucket, of: 10 },
    });
  });

  it("says why one was hidden, and the fewest facts that would bring it", async () => {
    const { decisionId } = await decide({ amount: "120.00" });
    expect(await why(decisionId, "bank")).toMatchObject({
      replay: "exact",
      hidden: {
        stage: "no_row",
        closest: { row: "bank", failing: [{ input: "amount", actual: { currency: "CNY", minor: 12_000 }, code: "below" }] },
        change: { facts: { amount: { currency: "CNY", minor: 20_000 } }, row: "bank" },
      },
    });
    const again = await decide({ amount: { currency: "CNY", minor: 20_000 } });
    expect(again.outputs.map(({ method }: { method: string }) => method)).toContain("bank");
  });

  it("stays what it was after three edits and publishes: to the bit, on the version that decided", async () => {
    const facts = { amount: "300.00", card: "6212345678901234", customer: "ada", born: "1990-05-01" };
    const { decisionId, outputs, hits } = await decide(facts, { at: "2026-03-19T06:30:00Z" });
    const before = await why(decisionId, "bank");
    const plain = await decide({ amount: "300.00" });
    const { rows } = ways;
    const edits: TableDocument["rows"][] = [
      { ...rows, bank: { ...rows["bank"]!, cells: { am: { range: [{ from: "500.00", to: null }] } } } },
      { cash: rows["cash"]!, card: { order: "a0", out: { me: "bank" } } },
      { ...rows, young: { ...rows["young"]!, enabled: false }, union: { ...rows["union"]!, out: { me: "other" } } },
    ];
    for (const each of edits) {
      await publish({ ...ways, rows: each });
      const now = await decide(facts);
      expect([now.outputs, now.hits]).not.toEqual([outputs, hits]);
      const replayed = await why(decisionId, "bank");
      expect(replayed).toEqual(before);
      expect(replayed.replay).toBe("stand_in");
      expect(replayed.shown.row).toBe("bank");
      expect(await why(plain.decisionId, "bank")).toMatchObject({ replay: "exact", shown: { row: "bank", place: 2 } });
    }
    await publish(ways);
    // the same content is the same version, however often it was published
    const { rows: versions } = { rows: await api.t.owner`select hash from table_version where table_id = 'ways'` };
    expect(versions).toHaveLength(4);
  });
});

describe("a personal fact", () => {
  const secrets = ["6212345678901234", "mallory", "1990-05-01", "12345678901234", "5678901234"];
  const facts = { amount: "300.00", card: "6212345678901234", customer: "mallory", born: "1990-05-01" };

  it("is in no row of the log and in no answer; equal ones have equal tokens, in one tenant", async () => {
    const { decisionId } = await decide(facts);
    const { decisionId: same } = await decide({ ...facts, amount: "1.00" });
    const kept = async (id: string) => {
      const [row] = await api.t.owner`select d::text as whole, facts from decision d where id = ${id}`;
      return row as { whole: string; facts: Record<string, { token: string; starts?: string; bucket?: number }> };
    };
    const [one, two] = [await kept(decisionId), await kept(same)];
    for (const secret of secrets) expect(one.whole).not.toContain(secret);
    expect(one.facts["card"]).toEqual({ token: expect.stringMatching(/^[\w-]{22}$/), starts: "621234" });
    expect(one.facts["customer"]).toEqual({ token: two.facts["customer"]!.token, bucket: expect.any(Number) });
    expect(one.facts["customer"]!.token).not.toBe(one.facts["born"]!.token);

    await publish(ways, implementerB);
    const other = (await api.ask("POST /tables/ways/decide", { key: implementerB, body: { facts } })).body;
    expect((await kept(other.decisionId)).facts["customer"]!.token).not.toBe(one.facts["customer"]!.token);

    const answers = [
      await api.ask("GET /tables/ways/decisions", { key }),
      await api.ask(`GET /decisions/${decisionId}`, { key }),
      ...(await Promise.all(
        ["cash", "bank", "union"].map((option) => api.ask(`GET /decisions/${decisionId}/explanation?option=${option}`, { key })),
      )),
    ];
    for (const { text, status } of answers) {
      expect(status, text).toBe(200);
      // that a cell held which names somebody would tell who it was
      for (const secret of [...secrets, "trudy", '"62"']) expect(text).not.toContain(secret);
    }
    // nor where the table is asked to explain itself
    const explained = await api.ask("POST /tables/ways/decide", {
      key,
      body: { facts: { ...facts, card: "4111111111111111" }, explain: true },
    });
    const { because, hidden } = explained.body;
    expect(JSON.stringify({ because, hidden })).not.toMatch(/4111|"actual":"mallory"|1990/);
    expect(because).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          row: "union",
          failing: [expect.objectContaining({ input: "card", actual: { personal: true }, personal: true })],
        }),
      ]),
    );
  });

  it("is explained by what the log knows of it: equality, how it begins; of the rest it says that it is not sure", async () => {
    const { decisionId } = await decide(facts);
    const blocked = await why(decisionId, "cash");
    expect(blocked.replay).toBe("stand_in");
    expect(blocked.hidden).toMatchObject({
      stage: "deny",
      row: "stolen",
      code: "blocked",
      cells: [{ input: "customer", actual: { personal: true }, expected: { personal: true }, personal: true }],
    });
    expect(Object.keys(blocked.hidden.change.facts)).toEqual(["customer"]);
    expect((await why(decisionId, "union")).shown.cells).toEqual([
      { input: "card", actual: { personal: true }, expected: { personal: true }, personal: true },
    ]);
    expect((await why(decisionId, "bank")).shown.row).toBe("bank");

    const { decisionId: young } = await decide({ ...facts, customer: "ada", born: "2012-05-01", card: "4111111111111111" });
    expect((await why(young, "bank")).hidden).toMatchObject({ stage: "deny", row: "young", code: "too_young" });
    const { hidden } = await why(young, "union");
    expect(hidden.closest.failing[0]).toMatchObject({ input: "card", personal: true, code: "fails", reason: "card does not match" });
    expect(hidden.closest.failing[0]).not.toHaveProperty("unsure");
  });
});

describe("what is noted at a row", () => {
  it("is told to those who design, and to nobody who only asks", async () => {
    const labels = async (by: string) => {
      const { body } = await api.ask("POST /tables/ways/decide", { key: by, body: { facts: { amount: "1.00" }, explain: true } });
      return body.because.filter(({ row }: { row: string }) => row === "bank").map(({ label }: { label?: string }) => label);
    };
    expect(await labels(key)).toEqual(["Large orders"]);
    expect(await labels(businessA)).toEqual([undefined]);
  });
});

describe("a fact that becomes personal", () => {
  it("is told no more of decisions before", async () => {
    const { decisionId } = await decide({ amount: "123.45" });
    expect((await why(decisionId, "bank")).hidden.closest.failing[0]).toMatchObject({ input: "amount", actual: { minor: 12_345 } });
    const am = { ...ways.inputs["am"]!, personal: true as const };
    await publish({ ...ways, inputs: { ...ways.inputs, am } });
    for (const option of ["bank", "cash"]) {
      const told = await why(decisionId, option);
      expect(JSON.stringify(told)).not.toMatch(/123\.45|12345/);
    }
    const { hidden } = await why(decisionId, "bank");
    expect(hidden.closest.failing[0]).toMatchObject({ input: "amount", actual: { personal: true }, personal: true });
    expect((await why(decisionId, "bank")).decision.facts).toEqual({ amount: { personal: true } });
    await publish(ways);
  });
});

describe("examples", () => {
  it("that fail keep a table from being published, at their own place, with what was expected and what is given", async () => {
    const before = await decide({ amount: "300.00" });
    const holds = { order: "a0", facts: { amount: "300.00" }, expect: { options: ["cash", "bank"] } };
    const fails = { order: "a1", facts: { amount: "100.00" }, expect: { options: ["bank"], hits: ["bank"] } };
    const { body: draft } = await api.ask("POST /drafts", { key, body: {} });
    const at = `/drafts/${draft.id}/documents/table/ways`;
    expect((await api.ask(`PUT ${at}`, { key, body: { ...ways, examples: { holds, fails } } })).status).toBe(200);
    const refused = await api.ask(`POST /drafts/${draft.id}/publish`, { key, body: {} });
    expect(refused.status, refused.text).toBe(422);
    expect(refused.body.problems).toMatchObject([
      {
        code: "example_fails",
        path: "/table/ways/examples/fails",
        details: {
          misses: [
            { part: "options", expected: ["bank"], actual: ["cash"] },
            { part: "hits", expected: ["bank"], actual: ["cash"] },
          ],
        },
      },
    ]);
    expect((await api.ask(`PUT ${at}`, { key, body: { ...ways, examples: { holds } } })).status).toBe(200);
    expect((await api.ask(`POST /drafts/${draft.id}/publish`, { key, body: {} })).status).toBe(200);
    // examples decide nothing, so it is still the same version
    const after = await decide({ amount: "300.00" });
    const versions = await Promise.all(
      [before, after].map(async ({ decisionId }) => (await api.ask(`GET /decisions/${decisionId}`, { key })).body.version),
    );
    expect(versions[1]).toBe(versions[0]);
    // an upgrade of the rows that breaks it is caught too
    const { body: next } = await api.ask("POST /drafts", { key, body: {} });
    const { bank: _, ...rows } = ways.rows;
    await api.ask(`PUT /drafts/${next.id}/documents/table/ways`, { key, body: { ...ways, rows, examples: { holds } } });
    const broken = await api.ask(`POST /drafts/${next.id}/publish`, { key, body: {} });
    expect(broken.body.problems).toMatchObject([{ code: "example_fails", path: "/table/ways/examples/holds" }]);
  });
});
