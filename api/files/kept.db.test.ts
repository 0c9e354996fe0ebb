import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApiKey } from "#runtime";
import { sweepFiles } from "../../runtime/files/sweep.ts";
import { implementerA, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
let tenantId: string;
let clerk: string;
const field = (name: string, type: string, order: string, config?: object) => ({
  name,
  label: name,
  type,
  order,
  ...(config === undefined ? {} : { config }),
});

beforeAll(async () => {
  api = await testApi();
  tenantId = (await api.t.owner`select id from auth.tenant where slug = 'merchant-a'`)[0]!["id"] as string;
  const draft = (await api.ask("POST /drafts", { key: implementerA })).body.id;
  const documents = {
    "object/dossier": {
      kind: "object",
      name: "dossier",
      label: "Dossier",
      plural: "Dossiers",
      titleField: "title",
      fields: {
        title: field("title", "text", "a0"),
        papers: field("papers", "file", "a1", { maxFiles: 2, accept: ["text/*"], maxBytes: 1_000 }),
        secret: field("secret", "file", "a2"),
      },
    },
    "role/clerk": {
      kind: "role",
      name: "clerk",
      label: "Clerk",
      objects: { dossier: { read: true, create: true, update: true, hidden: { secret: true } } },
    },
  };
  for (const [path, body] of Object.entries(documents)) {
    const put = await api.ask(`PUT /drafts/${draft}/documents/${path}`, { key: implementerA, body });
    expect([path, put.status, put.text]).toEqual([path, 200, put.text]);
  }
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA });
  expect([published.status, published.text]).toEqual([200, published.text]);
  clerk = (await createApiKey(api.t.db, { tenantId, name: "clerk", roles: ["clerk"] })).key;
});
afterAll(() => api.close());

async function send(key: string, name: string, text: string, query = ""): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append("f", new Blob([text]), name);
  const answer = await api.app.request(`http://localhost:3000/api/v1/files${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form,
  });
  return { status: answer.status, body: await answer.json() };
}
const read = async (key: string, id: string) => (await api.ask(`GET /files/${id}`, { key })).status;
const lying = async () => (await readdir(api.folder, { recursive: true, withFileTypes: true })).filter((each) => each.isFile()).length;

it("a record keeps the files it names, as they are and not as was said; who reads the field reads the file", async () => {
  const [open, hidden] = [await send(implementerA, "open.txt", "open"), await send(implementerA, "hidden.txt", "hidden")];
  const forged = { id: open.body.id, name: "forged.exe", mediaType: "image/png", size: 1 };
  const made = await api.ask("POST /objects/dossier/records", {
    key: implementerA,
    body: { title: "t", papers: [forged], secret: [hidden.body.id] },
  });
  expect([made.status, made.text]).toEqual([201, made.text]);
  expect(made.body.papers).toEqual([{ id: open.body.id, name: "open.txt", mediaType: "text/plain", size: 4 }]);
  expect([await read(clerk, open.body.id), await read(clerk, hidden.body.id), await read(implementerA, hidden.body.id)]).toEqual([
    200, 404, 200,
  ]);
  expect((await api.ask(`DELETE /files/${open.body.id}`, { key: implementerA })).status).toBe(404);

  const path = `/objects/dossier/records/${made.body.id}`;
  expect((await api.ask(`DELETE ${path}`, { key: implementerA })).status).toBe(204);
  expect(await read(implementerA, open.body.id)).toBe(404);
  expect((await api.ask(`POST ${path}/restore`, { key: implementerA })).status).toBe(200);
  expect(await read(clerk, open.body.id)).toBe(200);

  expect((await api.ask(`PATCH ${path}`, { key: implementerA, body: { papers: null } })).status).toBe(200);
  expect(await read(implementerA, open.body.id)).toBe(404);
  expect((await api.ask(`PATCH ${path}`, { key: implementerA, body: { papers: [open.body.id] } })).status).toBe(200);
  expect(await read(implementerA, open.body.id)).toBe(200);
});

it("a field takes what its settings say, of its sender, once", async () => {
  expect(await send(clerk, "x.txt", "x", "?object=dossier&field=papers")).toMatchObject({ status: 201 });
  expect(await send(clerk, "x.txt", "%PDF-1.7 x", "?object=dossier&field=papers")).toMatchObject({ status: 415 });
  expect(await send(clerk, "x.txt", "x".repeat(1_001), "?object=dossier&field=papers")).toMatchObject({ status: 413 });
  expect(await send(clerk, "x.txt", "x", "?object=dossier&field=secret")).toMatchObject({ status: 404 });
  expect(await send(clerk, "x.txt", "x", "?object=dossier&field=title")).toMatchObject({ status: 400 });
  const make = async (papers: unknown) => (await api.ask("POST /objects/dossier/records", { key: clerk, body: { papers } })).status;
  const [pdf, long, others] = [
    await send(clerk, "a.pdf", "%PDF-1.7 x"),
    await send(clerk, "l.txt", "x".repeat(1_001)),
    await send(implementerA, "o.txt", "o"),
  ];
  for (const bad of [pdf, long, others]) expect(await make([bad.body.id])).toBe(422);
  expect(await make(["00000000-0000-4000-8000-000000000000"])).toBe(422);
  const mine = await send(clerk, "m.txt", "m");
  expect([await make([mine.body.id]), await make([mine.body.id])]).toEqual([201, 422]);
});

it("what nobody keeps goes after a day, what was removed after a month, and nothing else", async () => {
  await sweepFiles(api.platform, tenantId);
  const before = await lying();
  const [loose, removed, fresh, kept] = [
    await send(clerk, "1.txt", "1"),
    await send(clerk, "2.txt", "2"),
    await send(clerk, "3.txt", "3"),
    await send(clerk, "4.txt", "4"),
  ];
  const made = await api.ask("POST /objects/dossier/records", { key: clerk, body: { papers: [removed.body.id, kept.body.id] } });
  await api.ask(`PATCH /objects/dossier/records/${made.body.id}`, { key: clerk, body: { papers: [kept.body.id] } });
  expect(await sweepFiles(api.platform, tenantId)).toBe(0);
  await api.t.owner`update file set created_at = now() - interval '25 hours' where id in (${loose.body.id}, ${kept.body.id})`;
  await api.t.owner`update file set deleted_at = now() - interval '31 days' where id = ${removed.body.id}`;
  expect(await sweepFiles(api.platform, tenantId)).toBe(2);
  expect(await lying()).toBe(before + 2);
  expect([await read(clerk, loose.body.id), await read(clerk, fresh.body.id), await read(clerk, kept.body.id)]).toEqual([404, 200, 200]);
});

it("the file of a job goes a week after it came, unless the job is still at it", async () => {
  await sweepFiles(api.platform, tenantId);
  const before = await lying();
  const sent = [await send(clerk, "1.txt", "1"), await send(clerk, "2.txt", "2"), await send(clerk, "3.txt", "3")];
  for (const [index, [state, age]] of (
    [
      ["succeeded", "8 days"],
      ["running", "8 days"],
      ["succeeded", "6 days"],
    ] as const
  ).entries()) {
    await api.t.owner.unsafe(
      `with made as (insert into job (tenant_id, id, kind, state, actor, input) values ($1, gen_random_uuid(), 'export', $2, '{}', '{}') returning id)
       update file set job_id = made.id, created_at = now() - $3::interval from made where file.id = $4`,
      [tenantId, state, age, sent[index]!.body.id],
    );
  }
  expect(await sweepFiles(api.platform, tenantId)).toBe(1);
  expect(await lying()).toBe(before + 2);
  expect(await Promise.all(sent.map(({ body }) => read(clerk, body.id)))).toEqual([404, 200, 200]);
});
