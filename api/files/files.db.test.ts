import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { request as httpRequest, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";
import { signFileLinkForTests } from "./testing-link.ts";

let api: TestApi;
let server: Server;
let base: string;
beforeAll(async () => {
  api = await testApi();
  server = createServer(getRequestListener(api.app.fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await api.close();
});

const auth = (key: string) => ({ authorization: `Bearer ${key}` });
async function upload(key: string, name: string, bytes: Uint8Array | string, query = ""): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append("file", new Blob([bytes as BlobPart]), name);
  const answer = await fetch(`${base}/api/v1/files${query}`, { method: "POST", headers: auth(key), body: form });
  return { status: answer.status, body: await answer.json() };
}
const get = (url: string, headers: Record<string, string> = {}) => fetch(base + url, { headers });
const png = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: "#369" } })
    .png()
    .toBuffer();
const jpeg = () =>
  sharp({ create: { width: 1_200, height: 300, channels: 3, background: "#963" } })
    .withExif({ IFD0: { Artist: "somebody", Copyright: "a secret place" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
const bytesLying = async (): Promise<string[]> =>
  (await readdir(api.folder, { recursive: true, withFileTypes: true })).filter((each) => each.isFile()).map(({ name }) => name);
const rows = async (): Promise<number> => Number((await api.t.owner`select count(*) as n from file`)[0]!["n"]);

describe("a file that is sent", () => {
  it("comes back byte for byte under an address that ends, with its kind, name and size from the bytes", async () => {
    const bytes = await png();
    const sent = await upload(implementerA, "图片 (1).png", bytes);
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ name: "图片 (1).png", mediaType: "image/png", size: bytes.length, width: 40, height: 20 });
    expect(Date.parse(sent.body.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    const content = await get(sent.body.urls.original);
    expect(content.status).toBe(200);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect(content.headers.get("content-type")).toBe("image/png");
    expect(content.headers.get("content-disposition")).toBe(
      "inline; filename=\"__ (1).png\"; filename*=UTF-8''%E5%9B%BE%E7%89%87%20%281%29.png",
    );
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect(content.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
    const again = await get(sent.body.urls.original, { "if-none-match": content.headers.get("etag")! });
    expect(again.status).toBe(304);
  });

  it("is given in ranges", async () => {
    const { body } = await upload(implementerA, "ten.txt", "0123456789");
    const part = await get(body.urls.original, { range: "bytes=2-4" });
    expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
    const tail = await get(body.urls.original, { range: "bytes=-1" });
    expect([tail.status, await tail.text(), tail.headers.get("content-length")]).toEqual([206, "9", "1"]);
    const behind = await get(body.urls.original, { range: "bytes=10-" });
    expect([behind.status, behind.headers.get("content-range")]).toEqual([416, "bytes */10"]);
    const changed = await get(body.urls.original, { range: "bytes=2-4", "if-range": '"another"' });
    expect([changed.status, await changed.text()]).toEqual([200, "0123456789"]);
  });

  it("is known by its bytes and not by its name, and nothing that a browser would run is shown in place", async () => {
    const corpus: [string, Uint8Array | string, string, boolean][] = [
      ["photo.jpg", await png(), "image/png", true],
      ["page.png", "<!DOCTYPE html><script>alert(1)</script>", "text/html", false],
      ["note.txt", "  <!-- x --><HTML><body onload=alert(1)>", "text/html", false],
      ["a.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml", false],
      ["b.png", '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "image/svg+xml", false],
      ["c.gif", '\uFEFF<?xml version="1.0"?><a:svg xmlns:a="http://www.w3.org/2000/svg"/>', "image/svg+xml", false],
      ["d.xml", '<?xml version="1.0"?><a/>', "application/xml", false],
      ["table.csv", "a,b\n1,2\n", "text/csv", false],
      ["文.txt", "你好", "text/plain", false],
      ["e.pdf", "%PDF-1.7\n%\u00e2\u00e3", "application/pdf", false],
      ["f.zip", Buffer.from("504b0506000000000000000000000000000000000000", "hex"), "application/zip", false],
      ["g.jpg", Buffer.from([0, 1, 2, 3, 4, 5, 250, 251]), "application/octet-stream", false],
      ["h.gif", "GIF89a/*<svg onload=alert(1)>*/=1;", "image/svg+xml", false],
    ];
    for (const [name, bytes, mediaType, inPlace] of corpus) {
      const sent = await upload(implementerA, name, bytes);
      expect([name, sent.status, sent.body.mediaType]).toEqual([name, 201, mediaType]);
      const content = await get(sent.body.urls.original);
      expect([name, content.headers.get("content-disposition")!.startsWith("inline")]).toEqual([name, inPlace]);
      expect([name, content.headers.get("content-type")]).toEqual([name, inPlace ? mediaType : "application/octet-stream"]);
      await content.arrayBuffer();
    }
  });

  it("loses from its name whatever could mislead a person, a header or a folder", async () => {
    const raw = async (name: string) => {
      const body = `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n--b--\r\n`;
      const answer = await fetch(`${base}/api/v1/files`, {
        method: "POST",
        headers: { ...auth(implementerA), "content-type": "multipart/form-data; boundary=b" },
        body,
      });
      return ((await answer.json()) as { name: string }).name;
    };
    expect(await raw("../../etc/passwd")).toBe("passwd");
    expect(await raw("C:\\\\fakepath\\\\a.txt")).toBe("a.txt");
    expect(await raw("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
    expect(await raw("...")).toBe("file");
    expect([...(await raw(`${"x".repeat(400)}.txt`))]).toHaveLength(200);
  });

  it("is refused when its body is no multipart, holds no file, more than one, or is cut", async () => {
    const send = async (type: string, body: string) => {
      const answer = await fetch(`${base}/api/v1/files`, {
        method: "POST",
        headers: { ...auth(implementerA), "content-type": type },
        body,
      });
      return answer.status;
    };
    const before = [await rows(), (await bytesLying()).length];
    expect(await send("application/json", JSON.stringify({ files: [{ filepath: "/etc/passwd", name: "x", bytes: "y" }] }))).toBe(415);
    expect(await send("application/x-www-form-urlencoded", "file=x")).toBe(415);
    expect(await send("multipart/form-data", "x")).toBe(415);
    expect(await send("multipart/form-data; boundary=b", '{"files":[{"filepath":"/etc/passwd"}]}')).toBe(422);
    expect(await send("multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--\r\n')).toBe(
      422,
    );
    const part = '--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\nx\r\n';
    expect(await send("multipart/form-data; boundary=b", part)).toBe(422);
    expect(await send("multipart/form-data; boundary=b", `${part}${part}--b--\r\n`)).toBe(422);
    expect(await upload(implementerA, "empty.txt", "")).toMatchObject({ status: 422 });
    expect([await rows(), (await bytesLying()).length]).toEqual(before);
  });

  it("leaves nothing behind when its sender goes away", async () => {
    const lying = (await bytesLying()).sort();
    const before = [await rows(), lying];
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${implementerA}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        'Content-Length: 9000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="x.bin"\r\n\r\n',
    );
    for (let sent = 0; sent < 40; sent++) socket.write(Buffer.alloc(100_000, 7));
    await expect.poll(async () => (await bytesLying()).length, { timeout: 10_000 }).toBeGreaterThan(lying.length);
    socket.destroy();
    await expect.poll(async () => [await rows(), (await bytesLying()).sort()], { timeout: 10_000 }).toEqual(before);
  });

  it("of 51 MiB is refused, announced or not, without being held in memory", async () => {
    const before = await rows();
    const chunk = Buffer.alloc(1024 * 1024, 9);
    const send = (headers: Record<string, string | number>) =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(`${base}/api/v1/files`, {
          method: "POST",
          headers: { ...auth(implementerA), "content-type": "multipart/form-data; boundary=b", ...headers },
        });
        let done = false;
        request.on("response", (response) => {
          done = true;
          response.resume();
          resolve(response.statusCode!);
        });
        request.on("error", (fault) => (done ? undefined : reject(fault)));
        request.write('--b\r\nContent-Disposition: form-data; name="f"; filename="x.bin"\r\n\r\n');
        // whoever announces too much is told before he sends it
        if (headers["content-length"] !== undefined) return;
        let left = 51;
        const more = () => {
          if (done) return;
          if (left-- > 0) request.write(chunk, () => setImmediate(more));
          else request.end("\r\n--b--\r\n");
        };
        more();
      });
    expect(await send({ "content-length": 51 * 1024 * 1024 })).toBe(413);
    // six at once: held in memory they would take 300 MiB
    const rss = process.memoryUsage().rss;
    const many = await Promise.all(Array.from({ length: 6 }, () => send({ "transfer-encoding": "chunked" })));
    expect(many).toEqual(many.map(() => 413));
    expect(process.memoryUsage().rss - rss).toBeLessThan(200 * 1024 * 1024);
    expect(await rows()).toBe(before);
    expect((await bytesLying()).every((name) => name.includes("~"))).toBe(true);
  });

  it("is refused when the tenant's files take all they may", async () => {
    const [tenant] = await api.t.owner`select id from auth.tenant where slug = 'merchant-b'`;
    await api.t.owner`insert into file (tenant_id, id, key, name, media_type, size, sha256, created_by)
      values (${tenant!["id"]}, gen_random_uuid(), 'x', 'x', 'x/y', ${5 * 1024 ** 3 - 10}, '', 'x')`;
    expect(await upload(implementerB, "ten.txt", "0123456789")).toMatchObject({ status: 201 });
    expect(await upload(implementerB, "one.txt", "0")).toMatchObject({ status: 422, body: { code: "limit_exceeded" } });
    expect(await upload(implementerA, "one.txt", "0")).toMatchObject({ status: 201 });
    await api.t.owner`delete from file where tenant_id = ${tenant!["id"]}`;
  });
});

describe("who may have a file that no record keeps", () => {
  it("is its sender alone; he can give it up", async () => {
    const { body } = await upload(implementerA, "mine.txt", "mine");
    const read = async (key?: string) => (await api.ask(`GET /files/${body.id}`, key === undefined ? {} : { key })).status;
    expect([await read(implementerA), await read(businessA), await read(implementerB), await read()]).toEqual([200, 404, 404, 401]);
    const remove = async (key: string) => (await api.ask(`DELETE /files/${body.id}`, { key })).status;
    expect([await remove(businessA), await remove(implementerB), await remove(implementerA), await remove(implementerA)]).toEqual([
      404, 404, 204, 404,
    ]);
    expect(await read(implementerA)).toBe(404);
    expect((await get(body.urls.original)).status).toBe(404);
  });

  it("is nobody with an address that has ended, was changed, or is of another file or tenant", async () => {
    const [one, two] = [await upload(implementerA, "one.txt", "one"), await upload(implementerA, "two.txt", "two")];
    const tenants = await api.t.owner`select id, slug from auth.tenant`;
    const idOf = (slug: string) => tenants.find((each) => each["slug"] === slug)!["id"] as string;
    const link = (part: object, secret = api.platform.secret) =>
      signFileLinkForTests(
        { tenantId: idOf("merchant-a"), id: one.body.id, variant: "original", expires: Date.now() / 1_000 + 60, ...part },
        secret,
      );
    const status = async (token: string, id = one.body.id) => (await get(`/api/v1/files/${id}/content?link=${token}`)).status;
    expect(await status(link({}))).toBe(200);
    const good = new URL(one.body.urls.original, base).searchParams.get("link")!;
    const bad = [
      status(link({ expires: Date.now() / 1_000 - 1 })),
      status(link({ tenantId: idOf("merchant-b") })),
      status(link({}, "another secret")),
      status(link({ variant: "../original" })),
      status(good, two.body.id),
      status(`${good}x`),
      status(`x${good}`),
      status(good.split(".")[0]!),
      status(""),
      status(`${good.split(".")[0]}.`),
    ];
    expect(await Promise.all(bad)).toEqual(bad.map(() => 404));
    expect((await get(`/api/v1/files/${encodeURIComponent("../../etc/passwd")}/content?link=${good}`)).status).toBe(404);
  });
});

describe("an image", () => {
  it("has smaller copies, turned as it was held, without what the camera noted", async () => {
    const sent = await upload(implementerA, "camera.jpg", await jpeg());
    expect(sent.body).toMatchObject({ mediaType: "image/jpeg", width: 300, height: 1_200 });
    for (const [name, height] of [
      ["thumb", 96],
      ["medium", 640],
    ] as const) {
      const answers = await Promise.all([get(sent.body.urls[name]), get(sent.body.urls[name])]);
      for (const answer of answers) {
        expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
        const bytes = Buffer.from(await answer.arrayBuffer());
        const found = await sharp(bytes).metadata();
        expect([found.height, found.width, found.exif, found.orientation]).toEqual([height, height / 4, undefined, undefined]);
        expect(bytes.includes("secret place")).toBe(false);
      }
    }
  });

  it("of more pixels than may be is refused by its header alone", async () => {
    const header = Buffer.from(await png(1, 1));
    header.writeUInt32BE(60_000, 16);
    header.writeUInt32BE(60_000, 20);
    expect(await upload(implementerA, "bomb.png", header)).toMatchObject({ status: 413, body: { code: "too_large" } });
  });

  it("that is damaged is kept as it is and has no copies; one that moves shows its first picture", async () => {
    const whole = await png(600, 400);
    const cut = await upload(implementerA, "cut.png", whole.subarray(0, 200));
    expect(cut.status).toBe(201);
    expect((await get(cut.body.urls.original)).status).toBe(200);
    if (cut.body.urls.thumb !== undefined) expect((await get(cut.body.urls.thumb)).status).toBe(404);
    const pictures = Buffer.concat([Buffer.alloc(30 * 30 * 3, 10), Buffer.alloc(30 * 30 * 3, 200)]);
    const gif = await sharp(pictures, { raw: { width: 30, height: 60, channels: 3, pageHeight: 30 } })
      .gif()
      .toBuffer();
    const moving = await upload(implementerA, "moving.gif", gif);
    expect(moving.body).toMatchObject({ mediaType: "image/gif", width: 30, height: 30 });
    const thumb = await get(moving.body.urls.thumb);
    expect(thumb.status).toBe(200);
    expect((await sharp(Buffer.from(await thumb.arrayBuffer())).metadata()).height).toBe(30);
  });
});
