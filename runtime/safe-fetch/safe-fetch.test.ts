import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPublic, readAllowed } from "./address.ts";
import { AddressForbidden, createSafeFetch } from "./safe-fetch.ts";

let server: Server;
let base: string;
const seen: { url: string | undefined; authorization: string | undefined }[] = [];
beforeAll(async () => {
  server = createServer((request, answer) => {
    seen.push({ url: request.url, authorization: request.headers.authorization });
    if (request.url === "/away") return void answer.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    if (request.url === "/other") {
      return void answer.writeHead(307, { location: `http://localhost:${(server.address() as AddressInfo).port}/there` }).end();
    }
    if (request.url === "/round") return void answer.writeHead(302, { location: "/round" }).end();
    if (request.url === "/long") return void answer.end("x".repeat(100_000));
    if (request.url === "/slow") return void answer.writeHead(200).write("a");
    answer.end(`hello ${request.url}`);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("addresses that are not on the public Internet", () => {
  it.each([
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "2001::1",
    "not an address",
  ])("%s", (address) => expect(isPublic(address)).toBe(false));
  it.each(["1.1.1.1", "2606:4700:4700::1111"])("%s is public", (address) => expect(isPublic(address)).toBe(true));

  const guarded = createSafeFetch();
  it.each([
    "http://127.0.0.1:1/",
    "http://2130706433:1/",
    "http://0x7f.1:1/",
    "http://0177.0.0.1:1/",
    "http://127.1:1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://[::127.0.0.1]:1/",
    "http://localhost:1/",
    "http://user:pass@example.com/",
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://x",
    "nonsense",
  ])("%s is not asked", async (url) => {
    await expect(guarded({ url })).rejects.toBeInstanceOf(AddressForbidden);
  });
});

describe("what is asked", () => {
  const allowed = createSafeFetch(readAllowed("127.0.0.1/32"));

  it("answers with its body, and its own networks by the operator's leave", async () => {
    const answer = await allowed({ url: `${base}/x` });
    expect([answer.status, Buffer.from(answer.body).toString(), answer.cut]).toEqual([200, "hello /x", false]);
  });

  it("a redirect to the inside is not followed, one in a circle ends, and none is followed unasked", async () => {
    expect((await allowed({ url: `${base}/away` })).status).toBe(302);
    await expect(allowed({ url: `${base}/away`, redirects: 3 })).rejects.toBeInstanceOf(AddressForbidden);
    expect((await allowed({ url: `${base}/round`, redirects: 3 })).status).toBe(302);
  });

  it("credentials go to the host they are meant for and to no other", async () => {
    const open = createSafeFetch(readAllowed("127.0.0.1/32,::1/128"));
    seen.length = 0;
    await open({ url: `${base}/other`, redirects: 1, headers: { authorization: "Bearer secret" } });
    expect(seen).toEqual([
      { url: "/other", authorization: "Bearer secret" },
      { url: "/there", authorization: undefined },
    ]);
  });

  it("a long answer is cut, a slow one given up", async () => {
    const long = await allowed({ url: `${base}/long`, mostBytes: 1_000 });
    expect([long.body.length, long.cut]).toEqual([1_000, true]);
    await expect(allowed({ url: `${base}/slow`, timeoutMs: 200 })).rejects.toThrow();
  });

  it("a setting that is no network is refused at once", () => {
    expect(() => readAllowed("10.0.0.0")).toThrow("no network");
    expect(readAllowed(undefined)).toEqual([]);
  });
});
