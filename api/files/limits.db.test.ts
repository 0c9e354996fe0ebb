import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
const field = (name: string, type: string, order: string, config?: object) => ({
  name,
  label: name,
  type,
  order,
  ...(config === undefined ? {} : { config }),
});
const documentOf = (sizes: readonly number[]) => ({
  kind: "object",
  name: "dossier",
  label: "Dossier",
  plural: "Dossiers",
  titleField: "title",
  fields: {
    title: field("title", "text", "a0"),
    papers: field("papers", "file", "a1", { maxBytes: 1_000_000 }),
    notes: field("notes", "file", "a2", { maxBytes: 100, accept: ["text/*", ".docx"] }),
    photos: field("photos", "image", "a3", { maxFiles: 3, sizes }),
  },
});

async function publish(sizes: readonly number[]): Promise<void> {
  const draft = (await api.ask("POST /drafts", { key: implementerA })).body.id;
  const put = await api.ask(`PUT /drafts/${draft}/documents/object/dossier`, { key: implementerA, body: documentOf(sizes) });
  expect([put.status, put.text]).toEqual([200, put.text]);
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA });
  expect([published.status, published.text]).toEqual([200, published.text]);
}

beforeAll(async () => {
  api = await testApi({ fileLimits: { fileBytes: 100_000, tenantBytes: 250_000 } });
  await publish([320, 48]);
});
afterAll(() => api.close());

async function send(key: string, name: string, bytes: Uint8Array | string, query = ""): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append("f", new Blob([bytes as BlobPart]), name);
  const answer = await api.app.request(`http://localhost:3000/api/v1/files${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form,
  });
  return { status: answer.status, body: await answer.json() };
}
const meant = (name: string) => `?object=dossier&field=${name}`;
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#369" } })
    .png()
    .toBuffer();
const shown = async (url: string) => {
  const answer = await api.app.request(`http://localhost:3000${url}`);
  if (answer.status !== 200) return answer.status;
  const { width, height, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return { width, height, format };
};

it("the platform bounds every file, a field may want less and never gets more", async () => {
  expect(await send(implementerA, "a.bin", Buffer.alloc(100_001, 1))).toMatchObject({ status: 413, body: { code: "too_large" } });
  const refused = await send(implementerA, "a.bin", Buffer.alloc(100_001, 1), meant("papers"));
  expect(refused).toMatchObject({ status: 413, body: { problems: [{ details: { bytes: 100_000 } }] } });
  expect(await send(implementerA, "a.txt", "x".repeat(101), meant("notes"))).toMatchObject({
    status: 413,
    body: { problems: [{ details: { bytes: 100 } }] },
  });
  expect(await send(implementerA, "a.txt", "x".repeat(100), meant("notes"))).toMatchObject({ status: 201 });
});

it("what a field takes is decided by the bytes, whatever the file is called", async () => {
  const png = await picture(2, 2);
  expect(png.length).toBeLessThan(100);
  const refused = await send(implementerA, "note.txt", png, meant("notes"));
  expect(refused).toMatchObject({ status: 415, body: { problems: [{ details: { mediaType: "image/png" } }] } });
  expect(await send(implementerA, "letter.docx", "only text", meant("notes"))).toMatchObject({
    status: 201,
    body: { mediaType: "text/plain" },
  });
  expect(await send(implementerA, "letter.docx", "%PDF-1.7 x", meant("notes"))).toMatchObject({ status: 415 });
  expect(await send(implementerA, "photo.png", "<!DOCTYPE html><p>", meant("photos"))).toMatchObject({ status: 415 });
  expect(await send(implementerA, "photo.png", '<svg xmlns="http://www.w3.org/2000/svg"/>', meant("photos"))).toMatchObject({
    status: 415,
  });
  expect(await send(implementerA, "photo.txt", await picture(2, 2), meant("photos"))).toMatchObject({ status: 201 });
});

it("the files of a tenant have a bound together, also when they are sent at once; another tenant is not held to it", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => send(implementerB, "a.bin", Buffer.alloc(90_000, 1))));
  expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422, 422, 422]);
  expect(all.find(({ status }) => status === 422)!.body).toMatchObject({
    code: "limit_exceeded",
    problems: [{ details: { bytes: 250_000 } }],
  });
  expect(await send(businessB, "b.bin", Buffer.alloc(90_000, 1))).toMatchObject({ status: 422 });
  expect(await send(implementerA, "c.bin", "x")).toMatchObject({ status: 201 });
});

it("an image has the copies that its field wants, and those that it wants later", async () => {
  const sent = await send(implementerA, "wide.png", await picture(800, 400), meant("photos"));
  expect(Object.keys(sent.body.urls).sort()).toEqual(["320", "48", "medium", "original", "thumb"]);
  expect(await shown(sent.body.urls["320"])).toEqual({ width: 320, height: 160, format: "webp" });
  const small = await send(implementerA, "small.png", await picture(100, 50), meant("photos"));
  expect(await shown(small.body.urls["320"])).toEqual({ width: 100, height: 50, format: "webp" });
  const elsewhere = await send(implementerA, "loose.png", await picture(800, 400));
  expect(Object.keys(elsewhere.body.urls).sort()).toEqual(["medium", "original", "thumb"]);

  const made = await api.ask("POST /objects/dossier/records", { key: implementerA, body: { photos: [sent.body.id] } });
  expect([made.status, made.text]).toEqual([201, made.text]);
  await publish([200]);
  const { urls } = (await api.ask(`GET /files/${sent.body.id}`, { key: implementerA })).body;
  expect(Object.keys(urls).sort()).toEqual(["200", "medium", "original", "thumb"]);
  expect(await shown(urls["200"])).toEqual({ width: 200, height: 100, format: "webp" });
  const refused = await api.ask("POST /drafts", { key: implementerA });
  const wrong = await api.ask(`PUT /drafts/${refused.body.id}/documents/object/dossier`, { key: implementerA, body: documentOf([5_000]) });
  expect(wrong.text).toMatch(/4,?096/);
});
