import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideTable, stopPlatform, type Platform } from "#runtime";
import { decide as decideHere } from "../../runtime/rules/evaluator.ts";
import { anotherProcess, businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

/* What is tried beside a published decision table, through the door and over a real database. */

let api: TestApi;
let tenantId: string;
/** another process of the same installation */
let other: Platform;
beforeAll(async () => {
  api = await testApi();
  tenantId = (await api.ask("GET /me", { key })).body.tenant.id;
  other = await anotherProcess(api);
});
afterAll(async () => {
  await stopPlatform(other);
  await api.close();
});

const key = implementerB;
const patience = { timeout: 15_000, interval: 50 };
const ways = { cash: { label: "Cash", order: "a0" }, card: { label: "Card", order: "a1" }, coin: { label: "Coin", order: "a2" } };

/** Ways to pay by customer: cash, then card. */
const tableOf = (name: string, rows: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  kind: "table",
  id: name,
  name,
  label: "Ways to pay",
  hit: "C",
  inputs: {
    c: { name: "customer", label: "Customer", type: "text", order: "a0" },
    a: { name: "amount", label: "Amount", type: "number", order: "a1" },
  },
  outputs: { w: { name: "way", label: "Way", type: "enum", order: "a0", options: ways } },
  rows: { cash: { order: "a0", out: { w: "cash" } }, card: { order: "a1", out: { w: "card" } }, ...rows },
  ...more,
});
const coin = { coin: { order: "a2", out: { w: "coin" } } };

async function must(call: string, body?: unknown, by = key) {
  const answer = await api.ask(call, { key: by, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${call}: ${answer.status} ${answer.text}`);
  return answer.body;
}

async function draftWith(...documents: { kind: string; name: string }[]): Promise<string> {
  const { id } = await must("POST /drafts", {});
  for (const document of documents) await must(`PUT /drafts/${id}/documents/${document.kind}/${document.name}`, document);
  return id;
}
const publish = async (...documents: { kind: string; name: string }[]) => must(`POST /drafts/${await draftWith(...documents)}/publish`, {});

const decide = (name: string, facts: unknown) => must(`POST /tables/${name}/decide`, { facts });
const waysOf = async (name: string, facts: unknown): Promise<string[]> =>
  (await decide(name, facts)).outputs.map(({ way }: { way: string }) => way);
const rollout = (id: string) => must(`GET /rollouts/${id}`);
const messagesOf = async (topic: string) => (await must(`GET /topics/${topic}/messages`)).data.map(({ body }: { body: any }) => body);

describe("a shadow", () => {
  it("answers nobody, and tells what it would have answered otherwise, and nothing personal", async () => {
    const personal = { c: { name: "customer", label: "Customer", type: "text", order: "a0", personal: true } };
    const inputs = { ...tableOf("shadowed").inputs, ...personal };
    await publish(tableOf("shadowed", {}, { inputs }));
    const over = { coin: { order: "Zz", cells: { a: { range: [{ from: 100, to: null }] } }, out: { w: "coin" } } };
    const rows = { cash: { order: "a5", out: { w: "cash" } }, ...over };
    const draft = await draftWith(tableOf("shadowed", rows, { inputs }));
    const started = await must("POST /tables/shadowed/rollouts", { draft, mode: "shadow" });
    expect(started).toMatchObject({ table: "shadowed", state: "running", percent: null, counts: { candidate: { asked: 0 } } });

    expect(await decide("shadowed", { customer: "Ada Lovelace", amount: 250 })).toMatchObject({
      outputs: [{ way: "cash" }, { way: "card" }],
    });
    const small = await decide("shadowed", { customer: "Ada Lovelace", amount: 1 });
    expect([small.outputs, small.variant]).toEqual([[{ way: "cash" }, { way: "card" }], undefined]);
    await expect
      .poll(async () => (await rollout(started.id)).counts, patience)
      .toEqual({
        published: { asked: 2, errors: 0, empty: 0, fallback: 0 },
        candidate: { asked: 2, errors: 0, empty: 0, fallback: 0 },
        different: 2,
        dropped: 0,
      });
    const { data } = await must(`GET /rollouts/${started.id}/differences`);
    const counts = data.map(({ output, gained, lost, ranked, changed }: Record<string, unknown>) => [
      output,
      gained,
      lost,
      ranked,
      changed,
    ]);
    expect(counts).toHaveLength(3);
    expect(counts).toEqual(
      expect.arrayContaining([
        [{ way: "coin" }, 1, 0, 0, 0],
        [{ way: "cash" }, 0, 0, 2, 0],
        [{ way: "card" }, 0, 0, 2, 0],
      ]),
    );
    const coins = data.find(({ gained }: { gained: number }) => gained === 1);
    expect(coins.samples).toEqual([
      {
        change: "gained",
        facts: { customer: { personal: true }, amount: 250 },
        at: expect.any(String),
        published: [{ way: "cash" }, { way: "card" }],
        candidate: [{ way: "coin" }, { way: "card" }, { way: "cash" }],
      },
    ]);
    expect(JSON.stringify(data)).not.toContain("Lovelace");
    expect(await must(`POST /rollouts/${started.id}/stop`, { message: "seen enough" })).toMatchObject({
      state: "stopped",
      reason: { code: "stopped_by", message: "seen enough" },
    });
    // what it found stays there to be read, for as long as the log keeps its facts
    expect((await must(`GET /rollouts/${started.id}/differences`)).data).toEqual(data);
    expect(await waysOf("shadowed", {})).toEqual(["cash", "card"]);
    await publish(tableOf("shadowed", { late: { order: "a9", out: { w: "card" } } }, { inputs }));
    expect((await must(`GET /rollouts/${started.id}/differences`)).data).toEqual(data);
    // asked again it stays as it ended
    expect(await must(`POST /rollouts/${started.id}/stop`, {})).toMatchObject({ state: "stopped", reason: { message: "seen enough" } });
  });

  it("tells nothing that either table calls personal, nor what was computed from it", async () => {
    const { c, a } = tableOf("fees").inputs;
    const { w } = tableOf("fees").outputs;
    const outputs = { w, f: { name: "fee", label: "Fee", type: "number", order: "a1" } };
    const fee = (times: number) => ({ cash: { order: "a0", out: { w: "cash", f: { logic: { "*": [{ var: "amount" }, times] } } } } });
    const { rows } = tableOf("fees");
    const more = { outputs, inputs: { c, a: { ...a, personal: true } } };
    await publish(tableOf("fees", { ...fee(1), card: { ...rows.card, enabled: false } }, more));
    // what it computes from the amount is no longer personal to the candidate
    const draft = await draftWith(tableOf("fees", { ...fee(2), card: { ...rows.card, enabled: false } }, { outputs, inputs: { c, a } }));
    const { id } = await must("POST /tables/fees/rollouts", { draft, mode: "shadow" });
    for (const amount of [4711, 4712]) await decide("fees", { customer: "Ada", amount });
    await expect.poll(async () => (await rollout(id)).counts.different, patience).toBe(2);
    const { data } = await must(`GET /rollouts/${id}/differences`);
    const told = { way: "cash", fee: { personal: true } };
    expect(data).toMatchObject([{ output: told, gained: 2, lost: 2 }]);
    expect(data[0].samples[0]).toEqual({
      change: expect.any(String),
      facts: { customer: "Ada", amount: { personal: true } },
      at: expect.any(String),
      published: [told],
      candidate: [told],
    });
    expect(JSON.stringify(data)).not.toMatch(/token|471[12]|942[24]/);
    // what the table as it is now calls personal is not told of what was kept before, either
    await publish(tableOf("fees", fee(1), { outputs, inputs: { c: { ...c, personal: true }, a } }));
    await api.t.owner`update rollout_difference set output = '{"way":"cash","fee":4711}', samples = '[]' where rollout_id = ${id}`;
    expect((await must(`GET /rollouts/${id}/differences`)).data).toMatchObject([{ output: { fee: 4711 } }]);
    await publish(tableOf("fees", fee(3), more));
    expect((await must(`GET /rollouts/${id}/differences`)).data).toMatchObject([{ output: told, samples: [] }]);
  });

  it("that refuses what is asked, or is broken, changes no answer and is counted", async () => {
    await publish(tableOf("narrow"));
    const { a: _, ...customer } = tableOf("narrow").inputs;
    const draft = await draftWith(tableOf("narrow", {}, { inputs: customer }));
    const { id } = await must("POST /tables/narrow/rollouts", { draft, mode: "shadow" });
    expect(await waysOf("narrow", { amount: 3 })).toEqual(["cash", "card"]);
    await expect.poll(async () => (await rollout(id)).counts.candidate, patience).toMatchObject({ asked: 1, errors: 1 });

    await api.t
      .owner`update rollout set document = jsonb_set(document, '{document,rows}', '{"x":{"order":"a0","out":{"w":7}}}') where id = ${id}`;
    await api.t.owner`update active_revision set changed_at = clock_timestamp() where tenant_id = ${tenantId}`;
    api.platform.effectives.drop(tenantId);
    expect(await waysOf("narrow", { amount: 3 })).toEqual(["cash", "card"]);
    await expect.poll(async () => (await rollout(id)).counts.candidate, patience).toMatchObject({ asked: 2, errors: 2 });
    // facts that neither can read are nobody's error
    expect((await api.ask("POST /tables/narrow/decide", { key, body: { facts: { nothing: 1 } } })).status).toBe(422);
    expect(await waysOf("narrow", {})).toEqual(["cash", "card"]);
    await expect.poll(async () => (await rollout(id)).counts.published, patience).toMatchObject({ asked: 3, errors: 0 });
    await must(`POST /rollouts/${id}/stop`, {});
  });

  it("ends with its draft, which nobody could promote any more", async () => {
    await publish(tableOf("given_up"));
    const draft = await draftWith(tableOf("given_up", coin));
    const { id } = await must("POST /tables/given_up/rollouts", { draft, mode: "shadow" });
    await must(`POST /drafts/${draft}/discard`, {});
    expect(await rollout(id)).toMatchObject({ state: "stopped", reason: { code: "draft_discarded" } });
  });
});

describe("a canary", () => {
  const people = Array.from({ length: 60 }, (_, n) => `顾客-${n}`);
  /** whom the candidate answers */
  const chosen = async (name: string): Promise<string[]> => {
    const { results } = await must(`POST /tables/${name}/decide-batch`, { facts: people.map((customer) => ({ customer })) });
    return people.filter((_, n) => results[n].variant === "candidate");
  };

  it("answers a share of the keys, always the same ones, says so, and keeps them as the share grows", async () => {
    await publish(tableOf("ways"));
    const draft = await draftWith(tableOf("ways", coin));
    const { id, version } = await must("POST /tables/ways/rollouts", { draft, mode: "canary", percent: 30, key: { input: "customer" } });
    const first = await chosen("ways");
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(40);
    const [one] = first;
    const said = await decide("ways", { customer: one });
    expect(said).toMatchObject({ variant: "candidate", outputs: [{ way: "cash" }, { way: "card" }, { way: "coin" }] });
    const [kept] = await api.t.owner`select variant, version from decision where id = ${said.decisionId}`;
    expect(kept).toEqual({ variant: "candidate", version });
    expect(await api.t.owner`select hash from table_version where hash = ${version}`).toHaveLength(1);
    // another process chooses the same
    const actor = { tenantId, userId: null, by: "system", roles: ["implementer"], locale: "en" };
    for (const customer of people.slice(0, 10)) {
      const there = await decideTable(other, actor, "ways", { customer });
      expect(there.ok && there.value.variant === "candidate").toBe(first.includes(customer));
    }
    // nobody is nobody
    for (const facts of [{}, { customer: "" }, { amount: 5 }]) expect((await decide("ways", facts)).variant).toBeUndefined();

    for (const percent of [55.5, 80, 100]) {
      const before = await chosen("ways");
      expect(await must(`PATCH /rollouts/${id}`, { percent })).toMatchObject({ percent, state: "running" });
      expect(await chosen("ways")).toEqual(expect.arrayContaining(before));
    }
    expect(await chosen("ways")).toEqual(people);
    const again = await api.ask("POST /tables/ways/rollouts", { key, body: { draft, mode: "shadow" } });
    expect([again.status, again.body.code]).toEqual([409, "rollout_running"]);
    await must(`POST /rollouts/${id}/stop`, {});
    expect(await chosen("ways")).toEqual([]);
    expect((await api.ask(`PATCH /rollouts/${id}`, { key, body: { percent: 5 } })).body.code).toBe("rollout_ended");
  });

  it("judges who was shown its options by them, and nobody else", async () => {
    const options = { options: { cash: ways.cash, card: ways.card, coin: ways.coin } };
    const bill = {
      kind: "object",
      id: "bill",
      name: "bill",
      label: "Bill",
      fields: {
        customer: { name: "customer", label: "Customer", type: "text", order: "a0" },
        way: {
          name: "way",
          label: "Way",
          type: "select",
          order: "a1",
          config: options,
          offeredBy: { table: "offers", output: "way", facts: { customer: { var: "customer" } } },
        },
      },
    };
    await publish(tableOf("offers"), bill);
    const draft = await draftWith(tableOf("offers", coin));
    const { id } = await must("POST /tables/offers/rollouts", { draft, mode: "canary", percent: 50, key: { input: "customer" } });
    const shown = await chosen("offers");
    const asked = async () => {
      const { candidate, published } = (await rollout(id)).counts;
      return [candidate.asked, published.asked];
    };
    const before = [shown.length, people.length - shown.length];
    await expect.poll(asked, patience).toEqual(before);
    for (const customer of people.slice(0, 8)) {
      const answer = await api.ask("POST /objects/bill/records", { key, body: { customer, way: "coin" } });
      expect([customer, answer.status]).toEqual([customer, shown.includes(customer) ? 201 : 422]);
      if (answer.status === 422) expect(answer.body.code).toBe("choice_not_offered");
    }
    // forms decide where they are; what was decided is counted where the choice arrives
    const others = people.slice(0, 8).filter((each) => !shown.includes(each)).length;
    const since = [before[0]! + 8 - others, before[1]! + others];
    await expect.poll(asked, patience).toEqual(since);
    // what was chosen once is no new choice, nor is a record without one
    const mine = await must("POST /objects/bill/records", { customer: shown[0], way: "coin" });
    await must(`PATCH /objects/bill/records/${mine.id}`, { way: "coin" });
    await must("POST /objects/bill/records", { customer: shown[0] });
    await expect.poll(asked, patience).toEqual([since[0]! + 1, since[1]]);
    await must(`POST /rollouts/${id}/stop`, {});
    expect(await asked()).toEqual([since[0]! + 1, since[1]]);
    const late = await api.ask("POST /objects/bill/records", { key, body: { customer: shown[0], way: "coin" } });
    expect(late.body.code).toBe("choice_not_offered");
  });

  it("answers in pages that decide by themselves whom the server answers with it", async () => {
    await publish(tableOf("away"));
    const draft = await draftWith(tableOf("away", { ...coin, cash: { order: "a0", enabled: false, out: { w: "cash" } } }));
    const before = await api.ask("GET /tables/away/version", { key });
    expect(before.body.candidate).toBeNull();
    const { id } = await must("POST /tables/away/rollouts", { draft, mode: "canary", percent: 50, key: { input: "customer" } });
    const { body: version, headers } = await api.ask("GET /tables/away/version", { key });
    expect(headers.get("etag")).not.toBe(before.headers.get("etag"));
    const here = new Map<string, number>();
    for (const customer of [...people, undefined]) {
      const facts = customer === undefined ? {} : { customer };
      const { outputs, hits, variant } = await decide("away", facts);
      expect(decideHere(version, facts)).toEqual({ ok: true, value: { outputs, hits, ...(variant === undefined ? {} : { variant }) } });
      here.set(variant ?? "published", (here.get(variant ?? "published") ?? 0) + 1);
    }
    expect([...here.keys()].toSorted()).toEqual(["candidate", "published"]);
    await must(`PATCH /rollouts/${id}`, { percent: 60 });
    expect((await api.ask("GET /tables/away/version", { key })).headers.get("etag")).not.toBe(headers.get("etag"));
    await must(`POST /rollouts/${id}/stop`, {});
    expect((await api.ask("GET /tables/away/version", { key })).headers.get("etag")).toBe(before.headers.get("etag"));
  });

  it("that passes a guard ends by itself, everywhere, with its reason and figures, and those outside are told", async () => {
    await publish(tableOf("guarded"));
    const nothing = {
      cash: { order: "a0", enabled: false, out: { w: "cash" } },
      card: { order: "a1", enabled: false, out: { w: "card" } },
    };
    const draft = await draftWith(tableOf("guarded", nothing));
    const guards = { empty: { above: 0.2 }, sample: 20 };
    const { id } = await must("POST /tables/guarded/rollouts", { draft, mode: "canary", percent: 50, key: { input: "customer" }, guards });
    const actor = { tenantId, userId: null, by: "system", roles: ["implementer"], locale: "en" };
    // neither process sees enough of it alone
    const group = await chosen("guarded");
    const few = [...group.slice(0, 12), ...people.filter((each) => !group.includes(each)).slice(0, 12)];
    await must("POST /tables/guarded/decide-batch", { facts: few.map((customer) => ({ customer })) });
    for (const customer of few) expect((await decideTable(other, actor, "guarded", { customer })).ok).toBe(true);
    await expect.poll(async () => (await rollout(id)).state, patience).toBe("rolled_back");
    const ended = await rollout(id);
    expect(ended).toMatchObject({ endedBy: "system", reason: { code: "empty", details: { share: 1, above: 0.2, published: 0 } } });
    expect(ended.counts.candidate.empty).toBeGreaterThanOrEqual(20);
    for (const { effectives } of [api.platform, other])
      await expect.poll(async () => (await effectives.get(tenantId)).rollouts.size, patience).toBe(0);
    expect(await waysOf("guarded", { customer: group[0] })).toEqual(["cash", "card"]);
    expect(await messagesOf("rollout.rolled_back")).toEqual([expect.objectContaining({ id, table: "guarded", reason: ended.reason })]);
  });

  it("whose guard is named without a limit has its usual one", async () => {
    await publish(tableOf("limitless"));
    const draft = await draftWith(tableOf("limitless", coin));
    const guards = { empty: {}, errors: { most: 0.5 }, sample: 20 };
    const request = { draft, mode: "canary", percent: 1, key: { input: "customer" }, guards };
    const { id, guards: kept } = await must("POST /tables/limitless/rollouts", request);
    expect(kept).toEqual({ empty: { above: 0.01 }, errors: { most: 0.5 }, sample: 20 });
    await must(`POST /rollouts/${id}/stop`, {});
  });

  it("that refuses what the published table answers is passed over, and that counts against it", async () => {
    await publish(tableOf("refusing"));
    const { a: _, ...customer } = tableOf("refusing").inputs;
    const draft = await draftWith(tableOf("refusing", coin, { inputs: customer }));
    const request = { draft, mode: "canary", percent: 100, key: { input: "customer" }, guards: { errors: { most: 0.5 }, sample: 10 } };
    const { id } = await must("POST /tables/refusing/rollouts", request);
    for (const person of people.slice(0, 10)) expect(await waysOf("refusing", { customer: person, amount: 1 })).toEqual(["cash", "card"]);
    await expect.poll(async () => (await rollout(id)).state, patience).toBe("rolled_back");
    expect((await rollout(id)).reason).toMatchObject({ code: "errors", details: { share: 1, most: 0.5, of: 10 } });
  });
});

describe("a rollout", () => {
  const begin = async (name: string, draft: string) =>
    (await must(`POST /tables/${name}/rollouts`, { draft, mode: "shadow" })).id as string;

  it("is promoted by publishing its draft, and by nothing else that the draft became", async () => {
    await publish(tableOf("promoted"));
    const draft = await draftWith(tableOf("promoted", coin));
    const id = await begin("promoted", draft);
    await must(`PUT /drafts/${draft}/documents/table/promoted`, tableOf("promoted", { coin: { ...coin.coin, order: "a3" } }));
    const changed = await api.ask(`POST /rollouts/${id}/promote`, { key, body: {} });
    expect([changed.status, changed.body.code]).toEqual([409, "candidate_changed"]);
    expect(changed.body.problems[0].message).toMatch(/^The draft was edited since the rollout began/);
    expect((await must(`GET /rollouts/${id}/promotion`)).problems).toMatchObject([{ code: "candidate_changed" }]);
    await must(`PUT /drafts/${draft}/documents/table/promoted`, tableOf("promoted", coin));
    const { revision } = await must(`POST /rollouts/${id}/promote`, { message: "coins" });
    expect(await rollout(id)).toMatchObject({ state: "promoted", revision, reason: null });
    expect(await waysOf("promoted", {})).toEqual(["cash", "card", "coin"]);
    expect(await must(`POST /rollouts/${id}/promote`, {})).toMatchObject({ revision });
    expect((await messagesOf("rollout.promoted"))[0]).toMatchObject({ id, revision });
  });

  it("says what else its promotion publishes", async () => {
    await publish(tableOf("carrying"), tableOf("carried"));
    const draft = await draftWith(tableOf("carrying", coin), tableOf("carried", coin), tableOf("brought"));
    const id = await begin("carrying", draft);
    const also = [
      { kind: "table", name: "brought", label: "Ways to pay", change: "added" },
      { kind: "table", name: "carried", label: "Ways to pay", change: "changed" },
    ];
    expect(await must(`GET /rollouts/${id}/promotion`)).toEqual({ also, problems: [] });
    expect(await must(`POST /rollouts/${id}/promote`, {})).toMatchObject({ also });
    const late = await api.ask(`GET /rollouts/${id}/promotion`, { key });
    expect([late.status, late.body.code]).toEqual([409, "rollout_ended"]);
  });

  it("is promoted behind a conversion, however large the table is", async () => {
    const parcel = { kind: "object", id: "parcel", name: "parcel", label: "Parcel" };
    const fields = { weight: { name: "weight", label: "Weight", type: "text", order: "a0" } };
    await publish({ ...parcel, fields } as never, tableOf("large"));
    await must("POST /objects/parcel/records", { weight: "12" });
    // more than a job may be told
    const note = "n".repeat(2_000);
    const rows = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [
        `r${n}`,
        { order: `b${String(n).padStart(3, "0")}1`, note, cells: { a: { eq: n } }, out: { w: "coin" } },
      ]),
    );
    const draft = await draftWith(tableOf("large", rows));
    const id = await begin("large", draft);
    await must(`POST /drafts/${draft}/retype`, { object: "parcel", field: "weight", type: "number" });
    const { job, also } = await must(`POST /rollouts/${id}/promote`, {});
    expect([job.kind, also]).toMatchObject(["retype", [{ kind: "object", name: "parcel" }]]);
    const [kept] = await api.t.owner`select length(input::text) as size from job where id = ${job.id}`;
    expect(kept!["size"]).toBeLessThan(4_096);
    const working = await anotherProcess(api, { works: true });
    try {
      await expect.poll(async () => (await must(`GET /jobs/${job.id}`)).state, { ...patience, timeout: 60_000 }).toBe("succeeded");
    } finally {
      await stopPlatform(working);
    }
    expect((await rollout(id)).state).toBe("promoted");
    expect(await waysOf("large", { amount: 7 })).toContain("coin");
  }, 90_000);

  it("stands on what is published: where that became another, it says so", async () => {
    const optionsOf = (more: object) => ({
      kind: "object",
      id: "choice",
      name: "choice",
      label: "Choice",
      fields: {
        way: { name: "way", label: "Way", type: "select", order: "a0", config: { options: { cash: ways.cash, card: ways.card, ...more } } },
      },
    });
    const outputs = { w: { name: "way", label: "Way", type: "enum", order: "a0", optionsOf: "choice.way" } };
    await publish(optionsOf({}), tableOf("standing", {}, { outputs }));
    const draft = await draftWith(tableOf("standing", { late: { order: "a9", out: { w: "card" } } }, { outputs }));
    const id = await begin("standing", draft);
    await publish(optionsOf({ coin: ways.coin }));
    expect((await rollout(id)).state).toBe("running");
    const changed = await api.ask(`POST /rollouts/${id}/promote`, { key, body: {} });
    expect([changed.status, changed.body.code]).toEqual([409, "candidate_changed"]);
    expect(changed.body.problems[0].message).toMatch(/^What the table "standing" stands on/);
  });

  it("ends when somebody publishes another change of its table, and no other publish ends it", async () => {
    await publish(tableOf("moved"));
    const draft = await draftWith(tableOf("moved", coin));
    const id = await begin("moved", draft);
    await publish(tableOf("bystander"));
    expect((await rollout(id)).state).toBe("running");
    await publish(tableOf("moved", { late: { order: "a9", out: { w: "card" } } }));
    expect(await rollout(id)).toMatchObject({ state: "stopped", reason: { code: "table_changed" } });
  });

  it("needs a table that stands on what is published, a draft that changes it, a key, and the right to design", async () => {
    await publish(tableOf("asked"));
    const draft = await draftWith(tableOf("asked", coin));
    const start = (body: unknown, by = key, name = "asked") => api.ask(`POST /tables/${name}/rollouts`, { key: by, body });
    const canary = await start({ draft, mode: "canary" });
    expect([canary.status, canary.body.problems.map(({ path }: { path: string }) => path)]).toEqual([422, ["/percent", "/key"]]);
    const unknown = await start({ draft, mode: "canary", percent: 1, key: { input: "shoe_size" } });
    expect(unknown.body.problems.map(({ code, path }: Record<string, string>) => `${code} ${path}`)).toEqual([
      "unknown_name /key/input",
      "unknown_name /key/input",
    ]);
    const { c, a } = tableOf("secret").inputs;
    await publish(tableOf("secret", {}, { inputs: { c: { ...c, personal: true }, a } }));
    const inClear = { draft: await draftWith(tableOf("secret", coin)), mode: "canary", percent: 1, key: { input: "customer" } };
    expect((await start(inClear, key, "secret")).body.problems).toMatchObject([{ code: "invalid", path: "/draft" }]);
    expect((await start({ draft, mode: "shadow" }, key, "nowhere")).status).toBe(404);
    expect((await start({ draft: await draftWith(), mode: "shadow" })).body.problems).toMatchObject([{ code: "invalid", path: "/draft" }]);
    expect((await start({ draft, mode: "shadow" }, businessB)).status).toBe(403);
    expect((await start({ draft, mode: "shadow" }, implementerA)).status).toBe(404);
    const { id } = await must("POST /tables/asked/rollouts", { draft, mode: "shadow" });
    for (const call of [
      `GET /rollouts/${id}`,
      `GET /rollouts/${id}/differences`,
      `POST /rollouts/${id}/stop`,
      `POST /rollouts/${id}/promote`,
    ])
      expect([call, (await api.ask(call, { key: implementerA })).status]).toEqual([call, 404]);
    expect((await must("GET /tables/asked/rollouts")).data).toMatchObject([{ id, state: "running" }]);
    await must(`POST /rollouts/${id}/stop`, {});
  });
});
