import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPackage, readPackageFolder, registerPackage } from "#runtime";
import { implementerA, businessA, testApi, type TestApi } from "../testing.ts";
import { randomFacts } from "./facts.testing.ts";

type Evaluator = typeof import("../../runtime/rules/evaluator.ts");

let api: TestApi;
let folder: string;
let source: string;
let evaluator: Evaluator;
beforeAll(async () => {
  api = await testApi();
  folder = await mkdtemp(join(tmpdir(), "armature-evaluator-"));
  const me = await api.ask("GET /me", { key: implementerA });
  const read = await readPackageFolder("packages/payments");
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  for (const done of [
    await registerPackage(api.platform, read.value),
    await installPackage(api.platform, me.body.tenant.id, read.value.manifest),
  ])
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
  source = (await api.ask("GET /evaluator.js", {})).text;
  const file = join(folder, "evaluator.mjs");
  await writeFile(file, source);
  evaluator = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Evaluator;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await api.close();
});

describe("the evaluator as a module", () => {
  it("is given to everybody, small, with a tag that saves fetching it again", async () => {
    const plain = await api.ask("GET /evaluator.js", { headers: { "accept-encoding": "identity" } });
    expect(plain.status).toBe(200);
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(plain.headers.get("access-control-allow-origin")).toBe("*");
    const again = await api.ask("GET /evaluator.js", { headers: { "if-none-match": plain.headers.get("etag")! } });
    expect([again.status, again.text]).toEqual([304, ""]);
    const packed = await api.app.request("http://localhost:3000/api/v1/evaluator.js", { headers: { "accept-encoding": "gzip, br" } });
    expect(packed.headers.get("content-encoding")).toBe("br");
    expect(packed.headers.get("etag")).not.toBe(plain.headers.get("etag"));
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(60_000);
    const refused = await api.app.request("http://localhost:3000/api/v1/evaluator.js", { headers: { "accept-encoding": "br;q=0, gzip" } });
    expect(refused.headers.get("content-encoding")).toBe("gzip");
  });

  it("makes no code of texts and needs nothing else", () => {
    expect(source).not.toMatch(/\beval\s*\(|\bFunction\s*\(|\bimport\s*\(|\bimport\s*["'{*]|\brequire\s*\(|\bfetch\s*\(/);
  });

  it.each(["payment_routing", "payment_methods"])("answers 1,000 facts by %s as the server does", async (name) => {
    const given = await api.ask(`GET /tables/${name}/version`, { key: implementerA });
    expect(given.status, given.text).toBe(200);
    const version = given.body;
    const at = "2026-03-19T06:30:00.000Z";
    const different = [];
    const seen = { fine: 0, refused: 0, hits: new Set<string>() };
    for (const facts of randomFacts(version.document, version.needs.options, 1_000)) {
      const server = await api.ask(`POST /tables/${name}/decide`, { key: businessA, body: { facts, at } });
      const here = evaluator.decide(version, facts, { at });
      if (here.ok) {
        const { revision: _, decisionId: __, version: hash, ...said } = server.body;
        expect(hash).toBe(version.hash);
        seen.fine++;
        here.value.hits.forEach((hit) => seen.hits.add(hit));
        if (JSON.stringify(here.value) !== JSON.stringify(said)) different.push({ facts, here: here.value, said });
      } else {
        seen.refused++;
        if (JSON.stringify(here.problems) !== JSON.stringify(server.body.problems)) different.push({ facts, here, said: server.body });
      }
    }
    expect(different).toEqual([]);
    // a test that only met empty answers would show nothing
    expect(seen.fine).toBeGreaterThan(400);
    expect(seen.refused).toBeGreaterThan(10);
    expect(seen.hits.size).toBeGreaterThan(name === "payment_routing" ? 20 : 2);
  });

  it("refuses a version that was made for another evaluator", async () => {
    const { body } = await api.ask("GET /tables/payment_methods/version", { key: implementerA });
    expect(() => evaluator.decide({ ...body, needs: { ...body.needs, evaluator: 0 } }, {})).toThrow("Fetch both anew");
  });
});

describe("a table's version", () => {
  it("is for those who design, changes with the table, and is not fetched twice", async () => {
    expect((await api.ask("GET /tables/payment_methods/version", { key: businessA })).status).toBe(403);
    expect((await api.ask("GET /tables/nothing/version", { key: implementerA })).status).toBe(404);
    const { headers, body } = await api.ask("GET /tables/payment_methods/version", { key: implementerA });
    expect(headers.get("etag")).toBe(`"${body.hash}"`);
    const again = await api.ask("GET /tables/payment_methods/version", {
      key: implementerA,
      headers: { "if-none-match": headers.get("etag")! },
    });
    expect(again.status).toBe(304);
  });

  it("says what it decides by and nothing else of the table", async () => {
    const input = (name: string, more: object = {}) => ({ name, label: "SECRET label", type: "text", order: "a0", ...more });
    const table = {
      kind: "table",
      id: "quiet",
      name: "quiet",
      label: "SECRET name",
      description: "SECRET description",
      hit: "C",
      inputs: { c: input("customer", { personal: true }) },
      outputs: {
        w: {
          ...input("way"),
          type: "enum",
          options: { cash: { label: "SECRET option", order: "a0" }, coin: { label: "Coin", order: "a1" } },
        },
      },
      rows: {
        cash: { order: "a0", cells: { c: { eq: "Ada" } }, out: { w: "cash" }, note: "SECRET note" },
        coin: { order: "a1", cells: { c: { eq: "SECRET cell" } }, out: { w: "coin" }, enabled: false },
      },
      examples: { e: { order: "a0", label: "SECRET example", facts: { customer: "SECRET fact" }, expect: { outputs: [] } } },
    };
    const { body: draft } = await api.ask("POST /drafts", { key: implementerA, body: {} });
    await api.ask(`PUT /drafts/${draft.id}/documents/table/quiet`, { key: implementerA, body: table });
    const published = await api.ask(`POST /drafts/${draft.id}/publish`, { key: implementerA, body: {} });
    expect(published.status, published.text).toBe(200);
    const { body, text } = await api.ask("GET /tables/quiet/version", { key: implementerA });
    expect(text).not.toMatch(/SECRET|personal/);
    expect(Object.keys(body.document.rows)).toEqual(["cash"]);
    for (const customer of ["Ada", "SECRET cell"]) {
      const server = await api.ask("POST /tables/quiet/decide", { key: businessA, body: { facts: { customer } } });
      expect(evaluator.decide(body, { customer })).toMatchObject({
        ok: true,
        value: { outputs: server.body.outputs, hits: server.body.hits },
      });
      expect(server.body.version).toBe(body.hash);
    }
  });
});
