import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

const tenantBytes = 60_000;
let api: TestApi;
beforeAll(async () => {
  api = await testApi({ fileLimits: { fileBytes: 50_000, tenantBytes } });
});
afterAll(() => api.close());

async function send(key: string, name: string, bytes: Uint8Array): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append("f", new Blob([bytes as BlobPart]), name);
  const headers = { authorization: `Bearer ${key}` };
  const answer = await api.app.request("http://localhost:3000/api/v1/files", { method: "POST", headers, body: form });
  return { status: answer.status, body: await answer.json() };
}
/** 30 kB: what is random cannot be packed */
const noise = () =>
  sharp(randomBytes(100 * 100 * 3), { raw: { width: 100, height: 100, channels: 3 } })
    .png()
    .toBuffer();
const read = async (url: string) => {
  const answer = await api.app.request(`http://localhost:3000${url}`);
  const { width, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return { status: answer.status, type: answer.headers.get("content-type"), etag: answer.headers.get("etag"), width, format };
};

it("smaller copies of an image take from what the files of a tenant may take", async () => {
  const image = await noise();
  const sent = await send(implementerA, "noise.png", image);
  expect(await read(sent.body.urls.thumb)).toMatchObject({ status: 200, width: 96, format: "webp" });
  const left = tenantBytes - image.length;
  expect(await send(implementerA, "rest.bin", Buffer.alloc(left - 500, 1))).toMatchObject({
    status: 422,
    body: { code: "limit_exceeded" },
  });
  expect(await send(implementerA, "less.bin", Buffer.alloc(left - 15_000, 1))).toMatchObject({ status: 201 });
});

it("where there is no room for a copy the image itself is shown, and nothing more is kept", async () => {
  const image = await noise();
  const sent = await send(implementerB, "noise.png", image);
  const left = tenantBytes - image.length;
  expect(await send(implementerB, "rest.bin", Buffer.alloc(left - 500, 1))).toMatchObject({ status: 201 });
  const { thumb, original } = sent.body.urls;
  for (let time = 0; time < 2; time++) {
    const shown = await read(thumb);
    expect(shown).toEqual(await read(original));
    expect(shown).toMatchObject({ status: 200, type: "image/png", width: 100, format: "png" });
  }
  expect(await send(implementerB, "small.bin", Buffer.alloc(400, 1))).toMatchObject({ status: 201 });
});
