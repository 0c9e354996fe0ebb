import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { installPackage, registerPackage, stopPlatform, type Platform } from "#runtime";
import { anotherProcess, businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

/* Drafts that are published at an instant, and tables that are put back, through the door and over a real database. */

let api: TestApi;
let worker: Platform | undefined;
beforeAll(async () => {
  api = await testApi();
});
afterEach(async () => {
  if (worker !== undefined) await stopPlatform(worker);
  worker = undefined;
});
afterAll(() => api.close());

const key = implementerB;
const patience = { timeout: 15_000, interval: 50 };

const note = (name: string, label: string, more: Record<string, unknown> = {}) => ({
  kind: "object",
  id: name,
  name,
  label,
  fields: { text: { name: "text", label: "Text", type: "text", order: "a0" } },
  ...more,
});
async function must(call: string, body?: unknown) {
  const answer = await api.ask(call, { key, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${call}: ${answer.status} ${answer.text}`);
  return answer.body;
}
async function draftWith(...documents: { kind: string; name: string }[]): Promise<string> {
  const { id } = await must("POST /drafts", {});
  for (const document of documents) await must(`PUT /drafts/${id}/documents/${document.kind}/${document.name}`, document);
  return id;
}
const schedule = (draft: string, ms: number, more: Record<string, unknown> = {}) =>
  must("POST /activations", { draft, at: new Date(Date.now() + ms).toISOString(), ...more });
const activation = async (id: string) => (await must("GET /activations")).data.find((each: { id: string }) => each.id === id);
const labelOf = async (name: string) => (await api.ask(`GET /metadata/object/${name}`, { key })).body?.label;
const work = async () => {
  worker = await anotherProcess(api, { works: true });
};

it("publishes at its instant and not before, whichever process works then", async () => {
  const { id } = await schedule(await draftWith(note("later", "Later")), 1_500, { message: "on time" });
  const other = await schedule(await draftWith(note("much_later", "Much later")), 3_600_000);
  expect((await must("GET /activations")).data.map(({ id: each, state }: Record<string, string>) => [each, state])).toEqual([
    [id, "waiting"],
    [other.id, "waiting"],
  ]);
  expect(await labelOf("later")).toBeUndefined();
  // nobody worked when it was scheduled: what waits lies in the database alone
  await work();
  await expect.poll(() => labelOf("later"), patience).toBe("Later");
  const done = await activation(id);
  expect(done).toMatchObject({ state: "published", problems: [] });
  expect(Date.parse(done.endedAt)).toBeGreaterThanOrEqual(Date.parse(done.at));
  expect((await must("GET /revisions")).data[0]).toMatchObject({ n: done.revision, message: "on time" });
  // whoever scheduled it published it
  expect((await must(`GET /drafts/${done.draft}/news?since=0`)).closedBy).toBe(done.createdBy);
  expect(await activation(other.id)).toMatchObject({ state: "waiting" });
  const { data } = await must("GET /topics/activation.published/messages");
  expect(data.map(({ body }: { body: unknown }) => body)).toMatchObject([{ id, revision: done.revision }]);
  await must(`POST /activations/${other.id}/cancel`, {});
});

it("is checked when it is scheduled, and again at its instant: what is refused then stays with it, and those outside are told", async () => {
  const broken = await draftWith(note("asks", "Asks", { validations: { v: { order: "a0", rule: { var: "nowhere" }, message: "no" } } }));
  const refused = await api.ask("POST /activations", { key, body: { draft: broken, at: new Date(Date.now() + 60_000).toISOString() } });
  expect([refused.status, refused.body.problems[0].path]).toEqual([422, expect.stringContaining("/object/asks/validations/v")]);

  await must(`POST /drafts/${await draftWith(note("both", "Both"))}/publish`, {});
  const draft = await draftWith(note("both", "Mine"));
  const { id } = await schedule(draft, 1_500);
  await must(`POST /drafts/${await draftWith(note("both", "Theirs"))}/publish`, {});
  await work();
  await expect.poll(async () => (await activation(id)).state, patience).toBe("failed");
  expect(await activation(id)).toMatchObject({ problems: [{ code: "draft_conflict", path: "/object/both/label" }], revision: null });
  expect(await labelOf("both")).toBe("Theirs");
  const { data } = await must("GET /topics/activation.failed/messages");
  expect(data[0].body).toMatchObject({ id, draft, state: "failed" });
  // the draft is as it was: mended, it can be scheduled again
  expect((await must(`GET /drafts/${draft}`)).status).toBe("open");
});

it("can be called off until it is carried out, by those who design", async () => {
  const draft = await draftWith(note("never", "Never"));
  const { id } = await schedule(draft, 2_000);
  const twice = await api.ask("POST /activations", { key, body: { draft, at: new Date(Date.now() + 9_000).toISOString() } });
  expect([twice.status, twice.body.code]).toEqual([409, "activation_waiting"]);
  expect((await api.ask(`POST /activations/${id}/cancel`, { key: businessB, body: {} })).status).toBe(403);
  expect((await api.ask(`POST /activations/${id}/cancel`, { key: implementerA, body: {} })).status).toBe(404);
  expect(await must(`POST /activations/${id}/cancel`, {})).toMatchObject({ state: "cancelled" });
  expect(await must(`POST /activations/${id}/cancel`, {})).toMatchObject({ state: "cancelled" });
  const soon = await schedule(await draftWith(note("soon", "Soon")), 3_000);
  await work();
  await expect.poll(() => labelOf("soon"), patience).toBe("Soon");
  expect(await labelOf("never")).toBeUndefined();
  const late = await api.ask(`POST /activations/${soon.id}/cancel`, { key, body: {} });
  expect([late.status, late.body.code]).toEqual([409, "activation_ended"]);
  for (const at of ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
    expect((await api.ask("POST /activations", { key, body: { draft, at } })).body.code).toBe("out_of_range");
});

it("publishes nothing that was called off while it was at it", async () => {
  const { id } = await schedule(await draftWith(note("halted", "Halted")), 50);
  await api.t.owner.begin(async (sql) => {
    // whoever publishes waits here
    await sql`select n from active_revision where tenant_id = (select tenant_id from activation where id = ${id}) for update`;
    await work();
    const held = () => sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await held()).length, patience).toBe(1);
    expect(await must(`POST /activations/${id}/cancel`, {})).toMatchObject({ state: "cancelled" });
  });
  await expect.poll(() => api.t.owner`select 1 from work where id = ${id}`, patience).toEqual([]);
  expect([await labelOf("halted"), (await activation(id)).state]).toEqual([undefined, "cancelled"]);
});

it("converts by one job, however often the start of it fails", async () => {
  await must(`POST /drafts/${await draftWith(note("typed", "Typed"))}/publish`, {});
  await must("POST /objects/typed/records", { text: "12" });
  const { id: draft } = await must("POST /drafts", {});
  await must(`POST /drafts/${draft}/retype`, { object: "typed", field: "text", type: "number" });
  await api.t.owner`create function refuse_converting() returns trigger language plpgsql as 'begin raise exception ''refused''; end'`;
  await api.t.owner`create trigger refuse_converting before update on activation for each row when (new.state = 'converting')
    execute function refuse_converting()`;
  const { id } = await schedule(draft, 50);
  await work();
  await expect.poll(async () => (await api.t.owner`select 1 from work where id = ${id} and deliveries > 1`).length, patience).toBe(1);
  expect(await activation(id)).toMatchObject({ state: "waiting", job: null });
  expect(await api.t.owner`select 1 from job where kind = 'retype' and state in ('waiting', 'running')`).toEqual([]);
  await api.t.owner`drop trigger refuse_converting on activation`;
  await expect.poll(async () => (await activation(id)).state, patience).toBe("converting");
  await expect.poll(async () => (await activation(id)).state, { ...patience, timeout: 25_000 }).toBe("published");
  expect((await activation(id)).job).not.toBeNull();
}, 60_000);

it("a draft that is published by hand before its instant is settled", async () => {
  const draft = await draftWith(note("early", "Early"));
  const { id } = await schedule(draft, 3_600_000);
  const { revision } = await must(`POST /drafts/${draft}/publish`, {});
  expect(await activation(id)).toMatchObject({ state: "published", revision });
  expect(await api.t.owner`select 1 from work where id = ${id}`).toEqual([]);
});

it("whoever lost the right to design meanwhile publishes nothing", async () => {
  const { id } = await schedule(await draftWith(note("revoked", "Revoked")), 1_500);
  await api.t.owner`update activation set actor = actor || '{"by":"user:nobody","userId":"nobody"}' where id = ${id}`;
  await work();
  await expect.poll(async () => (await activation(id)).state, patience).toBe("failed");
  expect((await activation(id)).problems).toMatchObject([{ code: "forbidden" }]);
  expect(await labelOf("revoked")).toBeUndefined();
});

it("one table goes back by one call, and nothing else does", async () => {
  const ways = { options: { a: { label: "A", order: "a0" }, b: { label: "B", order: "a1" } } };
  const table = (row: string) => ({
    kind: "table",
    id: "turned",
    name: "turned",
    label: "Turned",
    hit: "F",
    inputs: {},
    outputs: { o: { name: "o", label: "O", type: "enum", order: "a0", ...ways } },
    rows: { r: { order: "a0", out: { o: row } } },
  });
  const answer = async () => (await must("POST /tables/turned/decide", { facts: {} })).outputs[0].o;
  const nothing = await api.ask("POST /tables/turned/revert", { key, body: {} });
  expect(nothing.status).toBe(404);
  const first = await must(`POST /drafts/${await draftWith(table("a"))}/publish`, {});
  expect((await api.ask("POST /tables/turned/revert", { key, body: {} })).status).toBe(404);
  await must(`POST /drafts/${await draftWith(table("b"))}/publish`, {});
  await must(`POST /drafts/${await draftWith(note("apart", "Apart"))}/publish`, {});
  // a package that leaves the table alone comes after the change
  const extra = { name: "extra", label: "Extra", version: "1.0.0" };
  expect((await registerPackage(api.platform, { manifest: extra, documents: [], seed: {} })).ok).toBe(true);
  expect((await installPackage(api.platform, (await must("GET /me")).tenant.id, extra)).ok).toBe(true);
  expect(await answer()).toBe("b");
  const { revision } = await must("POST /tables/turned/revert", {});
  expect([await answer(), await labelOf("apart")]).toEqual(["a", "Apart"]);
  expect((await must("GET /revisions")).data[0]).toMatchObject({ n: revision, message: expect.stringContaining("turned") });
  // back again, by name of a revision
  await must("POST /tables/turned/revert", { to: first.revision + 1 });
  expect(await answer()).toBe("b");
  expect((await api.ask("POST /tables/turned/revert", { key: businessB, body: {} })).status).toBe(403);
  expect((await api.ask("POST /tables/turned/revert", { key, body: { to: 9_999 } })).body.code).toBe("not_found");
});
