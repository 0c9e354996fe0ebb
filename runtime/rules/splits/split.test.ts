import * as fc from "fast-check";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { overSuite } from "../../suites.testing.ts";
import { murmur3 } from "./murmur3.ts";
import { assign, bucketOf } from "./split.ts";

const utf8 = new TextEncoder();

describe("murmur3", () => {
  // computed with the reference implementation (MurmurHash3_x86_32)
  it.each([
    ["", 0, 0],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["hello", 0, 0x248bfa47],
    ["hello, world", 0, 0x149bbb7f],
    ["test", 0, 0xba6bd213],
    ["Hello, world!", 0, 0xc0363e43],
    ["The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
    ["顾客-1", 0, 0x63599cc2],
    ["😀", 0, 0xbeb42efa],
    ["é", 0, 0x10110787],
  ])("%j with seed %d", (text, seed, hash) => expect(murmur3(utf8.encode(text), seed)).toBe(hash));
});

overSuite("the vectors", "splits", ["sticky-split.json"], (suite) => {
  const { flag, vectors } = JSON.parse(suite("sticky-split.json")) as {
    readonly flag: { readonly salt: string; readonly arms: [string, number][] };
    readonly vectors: [string, string][];
  };
  const arms = flag.arms.map(([id, weight]) => ({ id, weight }));
  it.each(vectors)("%s → %s", (key, arm) => expect(assign(arms, flag.salt, key)?.arm.id).toBe(arm));
});

const keys = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `顾客-${from + n}`);
const two = (first: number, of = 10_000) => [
  { id: "a", weight: first },
  { id: "b", weight: of - first },
];

describe("a split", () => {
  // the hashes above are those of salt and key together; bucket = ⌊hash · 100 / 2³²⌋
  it.each([
    ["hel", "lo", 14, "north"],
    ["The quick brown fox ", "jumps over the lazy dog", 18, "north"],
    ["顾客", "-1", 38, "east"],
    ["te", "st", 72, "south"],
    ["", "😀", 74, "south"],
    ["Hello, ", "world!", 75, "west"],
  ])("%j with the key %j is bucket %d: %s", (salt, key, bucket, id) => {
    const arms = ["north", "east", "south", "west"].map((each) => ({ id: each, weight: 25 }));
    expect(assign(arms, salt, key)).toEqual({ arm: { id, weight: 25 }, bucket, of: 100 });
  });

  it("lies at the edges of the hash where the weights say", () => {
    expect([0, 1, 0x7fffffff].map((hash) => bucketOf(hash, 2))).toEqual([0, 0, 0]);
    expect([0x80000000, 0xffffffff].map((hash) => bucketOf(hash, 2))).toEqual([1, 1]);
    expect(bucketOf(0xffffffff, 2 ** 31 - 1)).toBe(2 ** 31 - 2);
  });

  it("has no arm for no key and for no weight", () => {
    expect(assign(two(5_000), "s", "")).toBeUndefined();
    expect(assign(two(5_000), "s", undefined)).toBeUndefined();
    expect(assign([{ id: "a", weight: 0 }], "s", "k")).toBeUndefined();
  });

  it("only ever takes keys into an arm that grows first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), fc.string({ minLength: 1 }), (x, y, key) => {
        const [less, more] = [Math.min(x, y), Math.max(x, y)];
        if (assign(two(less), "ramp", key)!.arm.id === "a") expect(assign(two(more), "ramp", key)!.arm.id).toBe("a");
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives each arm its share of 100,000 keys within half a percent", () => {
    const arms = [
      { id: "a", weight: 1 },
      { id: "b", weight: 3 },
      { id: "c", weight: 6 },
    ];
    const counts = new Map<string, number>();
    for (const key of keys(100_000)) {
      const { id } = assign(arms, "share", key)!.arm;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const { id, weight } of arms) expect(Math.abs(counts.get(id)! / 100_000 - weight / 10)).toBeLessThan(0.005);
  });

  it("is independent across salts", () => {
    // a 2 × 2 table of counts for each pair of salts: χ² with one degree of freedom passes 10.83 once in a thousand pairs, 3.84 in one of twenty
    const salts = Array.from({ length: 12 }, (_, n) => `split-${n}`);
    const halves = salts.map((salt) => keys(20_000).map((key) => assign(two(5_000), salt, key)!.arm.id === "a"));
    const chis = halves.flatMap((one, n) => halves.slice(n + 1).map((other) => chiSquared(one, other)));
    expect(chis).toHaveLength(66);
    expect(Math.max(...chis)).toBeLessThan(15.14);
    expect(chis.filter((chi) => chi > 3.84).length).toBeLessThanOrEqual(9);
    // the test can fail: one salt against itself
    expect(chiSquared(halves[0]!, halves[0]!)).toBeGreaterThan(10_000);
  });

  it("does not tell keys by their order, nor by how they begin", () => {
    for (const prefix of ["顾客-", "c", "2026-03-19/order/"]) {
      const first = Array.from({ length: 20_000 }, (_, n) => assign(two(5_000), "order", `${prefix}${n}`)!.arm.id === "a");
      expect(Math.abs(first.filter(Boolean).length / first.length - 0.5)).toBeLessThan(0.015);
      expect(chiSquared(first.slice(1), first.slice(0, -1))).toBeLessThan(15.14);
    }
  });

  it("is the same in another process", () => {
    const many = keys(200);
    const script = `
      import { assign } from ${JSON.stringify(new URL("split.ts", import.meta.url).href)};
      const { arms, salt, keys } = JSON.parse(process.argv[1]);
      console.log(JSON.stringify(keys.map((key) => assign(arms, salt, key).bucket)));`;
    const told = execFileSync(
      process.execPath,
      ["--input-type=module", "--eval", script, JSON.stringify({ arms: two(2_500), salt: "s", keys: many })],
      { encoding: "utf8" },
    );
    expect(JSON.parse(told)).toEqual(many.map((key) => assign(two(2_500), "s", key)!.bucket));
  });
});

function chiSquared(one: readonly boolean[], other: readonly boolean[]): number {
  const sides = [true, false];
  const part = (list: readonly boolean[], side: boolean) => list.filter((each) => each === side).length;
  return sides
    .flatMap((a) =>
      sides.map((b) => {
        const expected = (part(one, a) * part(other, b)) / one.length;
        return (one.filter((each, n) => each === a && other[n] === b).length - expected) ** 2 / expected;
      }),
    )
    .reduce((sum, each) => sum + each, 0);
}
