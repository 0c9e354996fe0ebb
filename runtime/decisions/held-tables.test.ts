import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson, type TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { createHeldTables } from "./held-tables.ts";
import { versionOf, versionParts } from "./version.ts";

const context = { optionsOf: () => undefined, bandOf: (row: string) => (row === "r1" ? "package:p@1.0.0" : "tenant") };
const ladder = (count: number, name = "t", gives = "x"): TableDocument => ({
  kind: "table",
  id: name,
  name,
  label: "t",
  hit: "F",
  inputs: { n: { name: "n", label: "n", type: "number", order: "a0" } },
  outputs: { o: { name: "o", label: "o", type: "text", order: "a0" } },
  rows: Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `r${n}`,
      { order: String(n).padStart(6, "0"), cells: { n: { range: [{ from: n, to: n + 2 }] } }, out: { o: `${gives}${n}` } },
    ]),
  ),
});

describe("versions", () => {
  it("have the hash of the canonical JSON of what they decide by", () => {
    for (const document of [ladder(0), ladder(3), ladder(200, 'é~/"\\')]) {
      const { hash, ...rest } = versionOf(document, context);
      const text = canonicalJson(versionParts(document, context) as never);
      expect(hash).toBe(createHash("sha256").update(text).digest("base64url"));
      expect(JSON.stringify(rest)).toBe(text);
    }
  });

  it("are worked out once for a document and its surroundings, at once or in slices", async () => {
    const tables = createHeldTables();
    const document = ladder(1_000);
    const [soon, again] = await Promise.all([tables.versionSoon(document, context), tables.versionSoon(document, context)]);
    expect(again).toBe(soon);
    expect(tables.version(document, context)).toBe(soon);
    expect(tables.version(document, { ...context, bandOf: () => undefined }).hash).not.toBe(soon.hash);
  });
});

describe("compiled tables that a process holds", () => {
  it("are shared by all whose tables have the same content", () => {
    const tables = createHeldTables();
    const table = () => tables.table(tables.version(ladder(20), context), operators);
    expect(table()).toBe(table());
    expect(tables.bytes()).toBeGreaterThan(0);
  });

  it("answer while they are being compiled, and afterwards, by what they were asked for", async () => {
    const tables = createHeldTables();
    const [old, fresh] = [tables.version(ladder(900), context), tables.version(ladder(900, "t", "y"), context)];
    const asking = tables.tableSoon(fresh, operators);
    expect(asking).toBeDefined();
    const answers: unknown[] = [];
    const ask = (): void => {
      for (const [version, gives] of [
        [old, "x"],
        [fresh, "y"],
      ] as const) {
        const decided = tables.table(version, operators).decide({ n: 700 });
        answers.push(decided);
        // r1 is a package's: it stands behind the tenant's rows
        expect(decided).toEqual({ ok: true, value: { outputs: [{ o: `${gives}699` }], hits: ["r699"] } });
      }
    };
    ask();
    await asking;
    ask();
    for (let turn = 0; turn < 50; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      ask();
    }
    expect(tables.tableSoon(fresh, operators)).toBeUndefined();
    expect(answers.length).toBe(104);
  });

  it("go when they hold too much, those that were asked longest ago first, and are compiled again", () => {
    const one = createHeldTables();
    one.table(one.version(ladder(100), context), operators);
    const size = one.bytes();
    const tables = createHeldTables({ mostBytes: size * 3.5 });
    const versions = ["a", "b", "c", "d"].map((name) => tables.version(ladder(100, "t", name), context));
    const [a, b, c] = versions.slice(0, 3).map((version) => tables.table(version, operators));
    expect(tables.table(versions[0]!, operators)).toBe(a);
    tables.table(versions[3]!, operators);
    expect(tables.bytes()).toBeLessThan(size * 3.5);
    expect(tables.table(versions[0]!, operators)).toBe(a);
    expect(tables.table(versions[2]!, operators)).toBe(c);
    const again = tables.table(versions[1]!, operators);
    expect(again).not.toBe(b);
    expect(again.decide({ n: 50 })).toEqual(b!.decide({ n: 50 }));
  });

  it("say their fault to everybody who asks", async () => {
    const tables = createHeldTables();
    const broken = (count: number): TableDocument => ({
      ...ladder(count),
      rows: { ...ladder(count).rows, r2: { order: "a", cells: { n: { eq: "two" } }, out: {} } },
    });
    for (const count of [10, 1_000]) {
      const version = tables.version(broken(count), context);
      for (let time = 0; time < 2; time++) expect(() => tables.table(version, operators)).toThrow("/rows/r2/cells/n");
    }
    const version = tables.version(broken(2_000), context);
    await expect(tables.tableSoon(version, operators)).rejects.toThrow("/rows/r2/cells/n");
  });
});
