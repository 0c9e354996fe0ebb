import { expect, it } from "vitest";
import { allOf, inPieces, UnreadableSheet, webPacking, type Packing } from "#sheets";
import { packing } from "./packing.ts";

async function* asTheyCome(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inPieces(bytes);
}
const bytes = new TextEncoder().encode(Array.from({ length: 50_000 }, (_, n) => `row ${n * 7919} 中文 😀\n`).join(""));

const both: readonly (readonly [string, Packing, Packing])[] = [
  ["what Node packs a browser unpacks", packing, webPacking],
  ["what a browser packs Node unpacks", webPacking, packing],
];
it.each(both)("%s", async (_, one, other) => {
  const packed = await allOf(one.deflate(asTheyCome(bytes)));
  expect(packed.length).toBeLessThan(bytes.length / 2);
  expect(Buffer.compare(await allOf(other.inflate(asTheyCome(packed))), bytes)).toBe(0);
  expect(one.crc32(bytes, 0)).toBe(other.crc32(bytes.subarray(1_000), other.crc32(bytes.subarray(0, 1_000), 0)));
});

it.each(both)(
  "%s: damage is a sentence, a fault of the source comes through, and who stops early closes it",
  async (_, { deflate, inflate }) => {
    const packed = (await allOf(deflate(asTheyCome(bytes)))).slice();
    await expect(allOf(inflate(asTheyCome(packed.subarray(0, packed.length >> 1))))).rejects.toThrow(UnreadableSheet);
    await expect(allOf(inflate(asTheyCome(packed.fill(0xff, 100, 200))))).rejects.toThrow(UnreadableSheet);
    for (const through of [deflate, inflate]) {
      const gone = async function* gone(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(0);
        throw new RangeError("gone");
      };
      await expect(allOf(through(gone()))).rejects.toThrow("gone");
    }
    let isOpen = true;
    let given = 0;
    const endless = async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          given += 1;
          yield bytes;
        }
      } finally {
        isOpen = false;
      }
    };
    for await (const some of deflate(endless())) if (some.length > 0) break;
    await expect.poll(() => isOpen).toBe(false);
    // no further ahead than it must
    expect(given).toBeLessThan(50);
  },
);
