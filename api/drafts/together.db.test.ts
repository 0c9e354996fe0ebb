import { afterAll, beforeAll, expect, it } from "vitest";
import { businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const key = implementerB;
const row = (order: string, method: string) => ({ order, out: { method } });
const open = async (): Promise<string> => (await api.ask("POST /drafts", { key, body: {} })).body.id;
const at = (draft: string, document = "table/payment_methods") => `/drafts/${draft}/documents/${document}`;
const read = async (draft: string, document?: string) => (await api.ask(`GET ${at(draft, document)}`, { key })).body;
const change = (draft: string, changes: unknown, document?: string) => api.ask(`PATCH ${at(draft, document)}`, { key, body: { changes } });
const news = async (draft: string, since: number) => (await api.ask(`GET /drafts/${draft}/news?since=${since}`, { key })).body;

it("edits of different properties of a document meet, whoever saves last", async () => {
  const draft = await open();
  const before = await read(draft);
  const [first] = Object.keys(before.rows);
  const one = await change(draft, [{ path: `/rows/${first}/note`, after: "by one" }]);
  expect([one.status, one.body]).toEqual([200, { version: 1, differences: 1 }]);
  const other = await change(draft, [
    { path: "/rows/mt", after: row("z1", "meituan_pay") },
    { path: "/label", before: before.label, after: "Ways to pay" },
  ]);
  expect(other.body).toMatchObject({ version: 2 });
  const after = await read(draft);
  expect([after.rows[first!].note, after.rows.mt.out.method, after.label]).toEqual(["by one", "meituan_pay", "Ways to pay"]);
  // what is as it shall be already is no edit
  expect((await change(draft, [{ path: `/rows/${first}/note`, after: "by one" }])).body.version).toBe(2);
});

it("two who make the first members of a map each keep theirs", async () => {
  const draft = await open();
  const example = (order: string) => ({ order, facts: {}, expect: { hits: [] } });
  expect((await change(draft, [{ path: "/examples", after: { e1: example("a") } }])).status).toBe(200);
  expect((await change(draft, [{ path: "/examples", after: { e2: example("b") } }])).status).toBe(200);
  expect(Object.keys((await read(draft)).examples)).toEqual(["e1", "e2"]);
});

it("the same property changed by both is a conflict: nothing is changed, and what stands there is told", async () => {
  const draft = await open();
  const { rows, label } = await read(draft);
  const [first] = Object.keys(rows);
  await change(draft, [{ path: `/rows/${first}/note`, after: "mine" }]);
  const late = await change(draft, [
    { path: "/label", before: label, after: "Late" },
    { path: `/rows/${first}/note`, after: "theirs" },
  ]);
  expect([late.status, late.body.problems]).toMatchObject([
    409,
    [{ code: "edit_conflict", path: `/rows/${first}/note`, details: { stands: "mine" } }],
  ]);
  expect((await read(draft)).label).toEqual(label);
  // a row that is gone has no cells
  await change(draft, [{ path: "/rows/mt", after: row("z1", "meituan_pay") }]);
  await change(draft, [{ path: "/rows/mt", before: row("z1", "meituan_pay") }]);
  const gone = await change(draft, [{ path: "/rows/mt/note", after: "too late" }]);
  expect([gone.status, gone.body.problems[0].code]).toEqual([409, "edit_conflict"]);
});

it("what was set is looked at as in a whole document, and nothing else of a table with it", async () => {
  const draft = await open();
  const { hit } = await read(draft);
  const wrong = await change(draft, [
    { path: "/rows/mt", after: { order: "z1", out: { method: "no_such_method", mehod: 1 }, nots: "x" } },
    { path: "/rows/mu", after: row("z2", "meituan_pay") },
  ]);
  expect(wrong.status).toBe(422);
  expect(wrong.body.problems.map(({ path }: { path: string }) => path)).toContain("/rows/mt/nots");
  expect((await read(draft)).rows.mu).toBeUndefined();
  expect((await change(draft, [{ path: "/hit", before: hit, after: "Z" }])).status).toBe(422);
  for (const path of ["/__proto__/x", "/rows/constructor", "/id", "rows"]) {
    const { status, body } = await change(draft, [{ path, after: "x" }]);
    expect([path, status < 500, body.problems[0].code]).toEqual([path, true, expect.stringMatching(/^(forbidden_key|invalid)$/)]);
  }
  // a removed column is still in the rows: that is of the whole table
  const { outputs } = await read(draft);
  const [output] = Object.keys(outputs);
  expect((await change(draft, [{ path: `/outputs/${output}`, before: outputs[output!] }])).status).toBe(422);
});

it("whole documents come and go by a change of their own", async () => {
  const draft = await open();
  const { id: _id, name: _name, ...rest } = await read(draft);
  const made = await change(draft, [{ path: "", after: { ...rest, id: "copy", name: "copy" } }], "table/copy");
  expect(made.status).toBe(200);
  const again = await change(draft, [{ path: "", after: { ...rest, id: "copy", name: "copy", label: "x" } }], "table/copy");
  expect(again.body.problems[0].code).toBe("edit_conflict");
  const copy = await read(draft, "table/copy");
  await change(draft, [{ path: "/label", before: copy.label, after: "y" }], "table/copy");
  expect((await change(draft, [{ path: "", before: copy }], "table/copy")).status).toBe(409);
  expect((await change(draft, [{ path: "", before: { ...copy, label: "y" } }], "table/copy")).status).toBe(200);
  expect((await api.ask(`GET ${at(draft, "table/copy")}`, { key })).status).toBe(404);
});

it("many who save at the same moment all find their edits in the draft", async () => {
  const draft = await open();
  const ids = Array.from({ length: 5 }, (_, index) => `many${index}`);
  const all = await Promise.all([
    ...ids.map((id) => change(draft, [{ path: `/rows/${id}`, after: row(`z${id}`, "meituan_pay") }])),
    api.ask(`POST /drafts/${draft}/rename`, { key, body: { object: "order", field: "note", to: "remark" } }),
  ]);
  expect(new Set(all.slice(0, -1).map(({ status }) => status))).toEqual(new Set([200]));
  expect(Object.keys((await read(draft)).rows)).toEqual(expect.arrayContaining(ids));
});

it("news are the documents that were edited since, and everything where one was put back as it is published", async () => {
  const draft = await open();
  const { label } = await read(draft);
  expect(await news(draft, 0)).toMatchObject({ version: 0, status: "open", whole: false, documents: [] });
  await change(draft, [{ path: "/label", before: label, after: "New" }]);
  const { documents, revision } = await news(draft, 0);
  expect(documents).toMatchObject([{ kind: "table", document: { name: "payment_methods", label: "New" }, by: expect.any(String) }]);
  expect((await news(draft, 1)).documents).toEqual([]);
  await change(draft, [{ path: "/label", before: "New", after: label }]);
  const back = await news(draft, 1);
  expect([back.version, back.whole]).toEqual([2, true]);
  expect(back.documents.find(({ document }: any) => document?.name === "payment_methods").document.label).toEqual(label);
  expect((await api.ask(`GET /drafts/${draft}/documents`, { key })).body.version).toBe(2);

  // what somebody else publishes is told to whoever has another draft open
  const theirs = await open();
  await change(theirs, [{ path: "/label", before: label, after: "Theirs" }]);
  const published = await api.ask(`POST /drafts/${theirs}/publish`, { key, body: {} });
  expect([(await news(draft, 2)).revision, published.body.revision]).toEqual([revision + 1, revision + 1]);
  expect((await news(theirs, 1)).status).toBe("published");
  await api.ask(`POST /revisions/${revision}/restore`, { key });
});

it("a draft moves onto what others published, with its own changes; where both changed the same it stays", async () => {
  const draft = await open();
  const { label, rows } = await read(draft);
  const [first] = Object.keys(rows);
  await change(draft, [{ path: `/rows/${first}/note`, after: "mine" }]);
  const theirs = await open();
  await change(theirs, [{ path: "/label", before: label, after: "Theirs" }]);
  const { revision } = (await api.ask(`POST /drafts/${theirs}/publish`, { key, body: {} })).body;
  const moved = await api.ask(`POST /drafts/${draft}/rebase`, { key, body: {} });
  expect([moved.status, moved.body.base]).toEqual([200, revision]);
  const after = await read(draft);
  expect([after.label, after.rows[first!].note]).toEqual(["Theirs", "mine"]);
  expect(await news(draft, 1)).toMatchObject({ whole: true, base: revision });
  const { differences } = (await api.ask(`GET /drafts/${draft}/documents`, { key })).body;
  expect(differences).toEqual([{ kind: "table", id: "payment_methods", count: 1 }]);

  const again = await open();
  await change(again, [{ path: `/rows/${first}/note`, after: "published" }]);
  await api.ask(`POST /drafts/${again}/publish`, { key, body: {} });
  const stays = await api.ask(`POST /drafts/${draft}/rebase`, { key, body: {} });
  expect([stays.status, stays.body.code]).toEqual([409, "draft_conflict"]);
  expect((await read(draft)).rows[first!].note).toBe("mine");
});

it("who published a draft or gave it up is told with that it is closed", async () => {
  expect((await news(await open(), 0)).closedBy).toBeUndefined();
  const given = await open();
  await api.ask(`POST /drafts/${given}/discard`, { key, body: {} });
  const { closedBy } = await news(given, 0);
  expect(closedBy).toMatch(/^(user|key):/);
  const made = await open();
  await change(made, [{ path: "/label", before: (await read(made)).label, after: "Closed" }]);
  const { revision } = (await api.ask(`POST /drafts/${made}/publish`, { key, body: {} })).body;
  expect((await news(made, 1)).closedBy).toBe(closedBy);
  await api.ask(`POST /revisions/${revision - 1}/restore`, { key });
});

it("nobody hears of or changes a draft who may not, or in another tenant", async () => {
  const draft = await open();
  const label = { changes: [{ path: "/label", after: "x" }] };
  expect((await api.ask(`GET /drafts/${draft}/news?since=0`, { key: businessB })).status).toBe(403);
  expect((await api.ask(`PATCH ${at(draft)}`, { key: businessB, body: label })).status).toBe(403);
  expect((await api.ask(`GET /drafts/${draft}/news?since=0`, { key: implementerA })).status).toBe(404);
  expect((await api.ask(`PATCH ${at(draft)}`, { key: implementerA, body: label })).status).toBe(404);
  await api.ask(`POST /drafts/${draft}/discard`, { key, body: {} });
  expect((await change(draft, [{ path: "/label", after: "x" }])).body.code).toBe("draft_closed");
});
