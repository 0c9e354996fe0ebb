import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
// @ts-expect-error it has no types
import S3rver from "@20minutes/s3rver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { urlOf } from "./s3-request.ts";
import { createS3Store, type S3Settings } from "./s3-store.ts";
import { testStore } from "./store.testsuite.ts";

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map(({ name }) => name)
    .sort();

/** A server that speaks S3 over HTTP and checks the signature of every call. */
async function s3Server() {
  const folder = await mkdtemp(join(tmpdir(), "armature-s3-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: join(folder, "server"),
    configureBuckets: [{ name: "files" }],
  });
  const { port } = await server.run();
  const settings: S3Settings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: "files",
    region: "us-east-1",
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
  };
  return {
    settings,
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

testStore("a bucket of S3", async () => {
  const { settings, folder, close } = await s3Server();
  return { store: createS3Store(settings, join(folder, "spool")), leftovers: () => filesIn(folder), close };
});

let under: Awaited<ReturnType<typeof s3Server>>;
beforeAll(async () => {
  under = await s3Server();
});
afterAll(() => under.close());

const text = async function* (value: string) {
  yield Buffer.from(value);
};

it.each([
  ["secret", { secretAccessKey: "another" }, /403 SignatureDoesNotMatch/],
  ["key", { accessKeyId: "another" }, /403 InvalidAccessKeyId/],
  ["bucket", { bucket: "another" }, /404 NoSuchBucket/],
])("says so when the %s is wrong, and keeps nothing aside", async (_what, wrong, message) => {
  const spool = join(under.folder, "spool");
  const store = createS3Store({ ...under.settings, ...wrong }, spool);
  await expect(store.putStream("a/b", text("x"), { mediaType: "text/plain" })).rejects.toThrow(message);
  await expect(store.getStream("a/b")).rejects.toThrow(message);
  expect(await readdir(spool)).toEqual([]);
});

it("tries again when the connection breaks, and gives up in the end", async () => {
  const store = createS3Store({ ...under.settings, endpoint: "http://127.0.0.1:1" }, join(under.folder, "spool"));
  await expect(store.getStream("a/b")).rejects.toThrow("ECONNREFUSED");
});

describe("a connection that breaks while bytes are on their way", () => {
  /** Passes on what comes, and cuts the first `cuts` connections once `after` bytes of each went by. */
  async function cutting(cuts: number, after: number) {
    const target = new URL(under.settings.endpoint);
    let left = cuts;
    const broken: number[] = [];
    const proxy = createServer((from) => {
      const cut = left-- > 0;
      let passed = 0;
      const to = connect(Number(target.port), target.hostname);
      const end = () => {
        from.destroy();
        to.destroy();
      };
      from.on("error", end).on("close", end);
      to.on("error", end).on("close", end);
      from.on("data", (bytes) => {
        passed += bytes.length;
        if (cut && passed > after) {
          broken.push(passed);
          end();
        } else to.write(bytes);
      });
      to.on("data", (bytes) => from.write(bytes));
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const spool = join(under.folder, "spool-of-broken");
    const { port } = proxy.address() as AddressInfo;
    return {
      store: createS3Store({ ...under.settings, endpoint: `http://127.0.0.1:${port}` }, spool),
      spooled: async () => (await readdir(spool)).length,
      broken,
      close: () => new Promise((resolve) => proxy.close(resolve)),
    };
  }
  const direct = () => createS3Store(under.settings, join(under.folder, "spool"));
  const read = async (key: string) => {
    const found = await direct().getStream(key);
    return found === undefined ? undefined : buffer(found.stream);
  };
  const inPieces = async function* (bytes: Buffer) {
    for (let at = 0; at < bytes.length; at += 1_000_003) yield bytes.subarray(at, at + 1_000_003);
  };
  const options = { mediaType: "application/octet-stream" };

  it("is tried again with all the bytes, although the source gives them once", async () => {
    const bytes = randomBytes(8 * 1024 ** 2);
    const { store, broken, spooled, close } = await cutting(2, 1_000_000);
    const put = await store.putStream("broken/twice", inPieces(bytes), options);
    expect(broken).toHaveLength(2);
    expect(put.size).toBe(bytes.length);
    expect((await read("broken/twice"))!.equals(bytes)).toBe(true);
    expect(await spooled()).toBe(0);
    await close();
  });

  // what lies there after a put that broke is up to the server: real ones throw away what is shorter or has another hash than announced
  it("breaks the put in the end with nothing left aside, and the next one puts all of it", async () => {
    const bytes = randomBytes(8 * 1024 ** 2);
    const { store, broken, spooled, close } = await cutting(3, 1_000_000);
    await expect(store.putStream("broken/often", inPieces(bytes), options)).rejects.toThrow();
    expect([broken.length, await spooled()]).toEqual([3, 0]);
    await store.putStream("broken/often", inPieces(bytes), options);
    expect((await read("broken/often"))!.equals(bytes)).toBe(true);
    await close();
  });

  it("lets a read ask again", async () => {
    await direct().putStream("broken/read", text("read"), options);
    const { store, broken, close } = await cutting(1, 0);
    expect((await buffer((await store.getStream("broken/read"))!.stream)).toString()).toBe("read");
    expect(broken).toHaveLength(1);
    await close();
  });
});

it("puts the bucket into the path, or into the host where the endpoint says so", () => {
  expect(urlOf({ endpoint: "https://s3.example/", bucket: "b" }, "k/1").href).toBe("https://s3.example/b/k/1");
  expect(urlOf({ endpoint: "https://{bucket}.oss.example", bucket: "b" }, "k/1").href).toBe("https://b.oss.example/k/1");
});
