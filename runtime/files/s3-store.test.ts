import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
// @ts-expect-error it has no types
import S3rver from "@20minutes/s3rver";
import { afterAll, beforeAll, expect, it } from "vitest";
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

it("puts the bucket into the path, or into the host where the endpoint says so", () => {
  expect(urlOf({ endpoint: "https://s3.example/", bucket: "b" }, "k/1").href).toBe("https://s3.example/b/k/1");
  expect(urlOf({ endpoint: "https://{bucket}.oss.example", bucket: "b" }, "k/1").href).toBe("https://b.oss.example/k/1");
});
