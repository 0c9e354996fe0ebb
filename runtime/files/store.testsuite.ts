import { createHash, randomBytes, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WrongSize, type FileStore } from "./store.ts";

export interface StoreUnderTest {
  readonly store: FileStore;
  /** names of everything that lies there, also what is half-written */
  readonly leftovers: () => Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What every store of files has to do. */
export function testStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`a store of files: ${name}`, () => {
    let under: StoreUnderTest;
    let store: FileStore;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(() => under.close());

    const key = () => `${randomUUID()}/${randomUUID()}`;
    const options = { mediaType: "application/octet-stream" };
    const bytesOf = async (at: string, range?: { first: number; last: number }) => {
      const found = await store.getStream(at, range);
      return found === undefined ? undefined : buffer(found.stream);
    };

    it("gives back what was put, and says its size and hash", async () => {
      const bytes = randomBytes(100_000);
      const at = key();
      const put = await store.putStream(at, inPieces(bytes, 7_001), options);
      expect(put.size).toBe(bytes.length);
      expect(put.sha256.equals(createHash("sha256").update(bytes).digest())).toBe(true);
      const found = await store.getStream(at);
      expect(found?.size).toBe(bytes.length);
      expect((await buffer(found!.stream)).equals(bytes)).toBe(true);
      expect(await store.exists(at)).toBe(true);
    });

    it("keeps a file of many parts, and one of none", async () => {
      const bytes = randomBytes(18 * 1024 * 1024 + 13);
      const at = key();
      const put = await store.putStream(at, inPieces(bytes, 1_000_003), { ...options, size: bytes.length });
      expect(put.sha256.equals(createHash("sha256").update(bytes).digest())).toBe(true);
      expect((await bytesOf(at))!.equals(bytes)).toBe(true);
      const empty = key();
      expect((await store.putStream(empty, inPieces(Buffer.alloc(0), 10), options)).size).toBe(0);
      expect((await bytesOf(empty))!.length).toBe(0);
      expect(await store.exists(empty)).toBe(true);
    });

    it("gives a range of bytes, and the size of the whole", async () => {
      const at = key();
      await store.putStream(at, inPieces(Buffer.from("0123456789"), 3), options);
      expect((await bytesOf(at, { first: 2, last: 4 }))!.toString()).toBe("234");
      expect((await bytesOf(at, { first: 9, last: 9 }))!.toString()).toBe("9");
      const found = await store.getStream(at, { first: 0, last: 1 });
      expect(found?.size).toBe(10);
      expect((await buffer(found!.stream)).toString()).toBe("01");
    });

    it("puts in place of what was there", async () => {
      const at = key();
      await store.putStream(at, inPieces(Buffer.from("first"), 9), options);
      await store.putStream(at, inPieces(Buffer.from("second"), 9), options);
      expect((await bytesOf(at))!.toString()).toBe("second");
    });

    it("knows nothing of what was never put or is removed", async () => {
      const at = key();
      expect(await store.getStream(at)).toBeUndefined();
      expect(await store.exists(at)).toBe(false);
      await store.remove(at);
      await store.putStream(at, inPieces(Buffer.from("x"), 1), options);
      await store.remove(at);
      expect(await store.getStream(at)).toBeUndefined();
      expect(await store.exists(at)).toBe(false);
    });

    it("leaves nothing behind when the source breaks, early or late, and the old bytes where there were some", async () => {
      const before = await under.leftovers();
      for (const good of [10, 13 * 1024 * 1024]) {
        const at = key();
        await expect(store.putStream(at, broken(good), options)).rejects.toThrow("the sender is gone");
        expect(await store.exists(at)).toBe(false);
      }
      expect(await under.leftovers()).toEqual(before);
      const at = key();
      await store.putStream(at, inPieces(Buffer.from("kept"), 9), options);
      await expect(store.putStream(at, broken(10), options)).rejects.toThrow("the sender is gone");
      expect((await bytesOf(at))!.toString()).toBe("kept");
    });

    it("keeps nothing of another size than was announced", async () => {
      for (const size of [2, 4]) {
        const at = key();
        await expect(store.putStream(at, inPieces(Buffer.from("abc"), 1), { ...options, size })).rejects.toThrow(WrongSize);
        expect(await store.exists(at)).toBe(false);
      }
    });

    it("lets many write and read at once", async () => {
      const all = Array.from({ length: 20 }, () => ({ at: key(), bytes: randomBytes(30_000) }));
      await Promise.all(all.map(({ at, bytes }) => store.putStream(at, inPieces(bytes, 5_000), options)));
      const read = await Promise.all(all.map(({ at }) => bytesOf(at)));
      all.forEach(({ bytes }, index) => expect(read[index]!.equals(bytes)).toBe(true));
    });

    it.each([
      "",
      "..",
      "a/../b",
      "/a",
      "a/",
      "a//b",
      "a/./b",
      "A",
      "a\\b",
      "a\u0000",
      "a~b",
      "a/b/c/d/e/f/g",
      `${"x".repeat(101)}`,
      "ä",
      "a b",
      ".a",
    ])("takes <%s> for no key", async (bad) => {
      await expect(store.putStream(bad, inPieces(Buffer.from("x"), 1), options)).rejects.toThrow(TypeError);
      await expect(store.getStream(bad)).rejects.toThrow(TypeError);
      await expect(store.remove(bad)).rejects.toThrow(TypeError);
      await expect(store.exists(bad)).rejects.toThrow(TypeError);
    });
  });
}

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function* broken(after: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(64 * 1024, 1);
  for (let sent = 0; sent < after; sent += chunk.length) yield chunk.subarray(0, Math.min(chunk.length, after - sent));
  throw new Error("the sender is gone");
}
