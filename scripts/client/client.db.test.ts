import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withEveryType } from "../../api/docs/every-type.testing.ts";
import { businessA, implementerA, testApi, type TestApi } from "../../api/testing.ts";
import { generateClient } from "./generate.ts";
import { writeClient } from "./write-client.ts";

const run = promisify(execFile);
const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");

let api: TestApi;
let server: Server;
let url: string;
let folder: string;

beforeAll(async () => {
  api = await testApi({ works: true });
  await withEveryType(api, implementerA);
  server = serve({ fetch: api.app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  await new Promise((ready) => server.once("listening", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "armature-client-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeClient({ url, key: implementerA, out: join(folder, "armature.ts") });
  await writeClient({ url, key: businessA, out: join(folder, "business.ts") });
}, 60_000);
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await api.close();
  await rm(folder, { recursive: true });
});

/** As somebody's strict project would have it, with nothing of ours. */
async function compile(name: string, program: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, program);
  const strict = [
    "--strict",
    "--noUncheckedIndexedAccess",
    "--exactOptionalPropertyTypes",
    "--noImplicitOverride",
    "--noPropertyAccessFromIndexSignature",
  ];
  const how = [
    "--target",
    "es2022",
    "--lib",
    "es2022,dom,dom.iterable",
    "--module",
    "nodenext",
    "--allowImportingTsExtensions",
    "--noEmit",
    // also where the surroundings ask for colours
    "--pretty",
    "false",
    "--types",
    "",
    "--skipLibCheck",
  ];
  return run(tsc, [...strict, ...how, file], { cwd: folder }).then(
    () => "",
    (failed: { stdout: string }) => {
      // without a word it did not compile at all
      if (failed.stdout === "") throw failed;
      return failed.stdout;
    },
  );
}

const program = `
import { createClient, ProblemError, type Everything, type EverythingCreate } from "./armature.ts";
const api = createClient({ url: process.argv[2]!, key: process.argv[3]! });
const { everything, place, line } = api.objects;

const batch = api.batch();
const harbour = batch.create("place", { name: "Harbour" });
const whole = batch.create("everything", { f_text: "whole", f_master_detail: harbour, f_multi_reference: [harbour], f_money: "19.99", f_tags: ["x"], f_line_items: [{ count: 5 }] });
batch.create("line", { whole, count: 3 });
batch.update("place", harbour, { name: "Old harbour" });
const outcomes = await batch.send();
const made: Everything = outcomes.of(whole);
const at: string = outcomes.of(harbour).name ?? "";

const full = await everything.get(made.id, { expand: ["f_master_detail", "f_line_items"] });
const behind = full.f_master_detail;
const changed = await everything.update(made.id, { f_rating: 4, f_number: 2.5, f_select: "a" }, { ifMatch: full });
const conflict = await everything.update(made.id, { f_rating: 5 }, { ifMatch: made.version }).then(() => "none", (error: unknown) => error instanceof ProblemError ? [error.status, error.code] : error);
const refused = await everything.create({ f_text: "", f_rating: 9 } as EverythingCreate).then(() => [], (error: unknown) => error instanceof ProblemError ? [error.status, error.at("f_rating")[0]?.code, typeof error.requestId] : [String(error)]);

const many = await place.createMany(Array.from({ length: 7 }, (_, n) => ({ name: \`Quay \${n}\` })));
const key = "once-and-for-all";
const first = await place.create({ name: "Once" }, { idempotencyKey: key });
const again = await place.create({ name: "Once" }, { idempotencyKey: key });
const names: string[] = [];
for await (const each of place.each({ where: { name: { $contains: "Quay" } }, sort: ["-name"], limit: 3, fields: ["name"] })) names.push(each.name ?? "");
const found = await everything.list({
  where: { f_money: { $gte: "10.00", $lt: { currency: "CNY", minor: 2000 } }, f_select: "a", f_tags: { $contains: "x" }, "f_master_detail.name": "Old harbour", $not: { f_number: null }, $or: [{ f_rating: { $in: [4, 5] } }, { f_text: "no" }] },
  count: "exact",
});
const groups = await line.aggregate({ groupBy: ["whole"], measures: [{ fn: "sum", field: "count", as: "total" }], where: { count: { $gt: 1 } } });
await place.delete(first.id, { ifMatch: first });
const gone = await place.get(first.id).then(() => 200, (error: unknown) => error instanceof ProblemError ? error.status : 0);
const back = await place.restore(first.id);
const decided = await api.decide("payment_methods", { channel: "app", amount: "20.00", time: "12:30" }, { explain: true });
const method: string | undefined = decided.outputs[0]?.method;
const acts = await place.history(first.id);
console.log(JSON.stringify({
  at, behind: typeof behind === "object" ? behind.name : behind, money: made.f_money?.minor, lines: full.f_line_items?.map(({ count }) => count).sort(), changed: changed.version, conflict, refused,
  many: many.length, once: first.id === again.id, names, found: found.count, groups: groups.map(({ group, values }) => [group["whole"] === made.id, ...values]), gone, back: back.version, method: typeof method, acts: acts.length,
}));
`;

describe("a generated client", () => {
  it("is one strict file that needs nothing", async () => {
    const text = await readFile(join(folder, "armature.ts"), "utf8");
    expect(text).not.toMatch(/^import /m);
    expect(text).not.toContain(implementerA);
    expect(await compile("alone.ts", `export * from "./armature.ts";\nexport * as business from "./business.ts";\n`)).toBe("");
  }, 60_000);

  it("compiles what is right and does it", async () => {
    const declared = `declare const process: { readonly argv: readonly string[] };\ndeclare const console: { log(text: string): void };\n`;
    expect(await compile("program.ts", declared + program)).toBe("");
    const { stdout } = await run(process.execPath, [join(folder, "program.ts"), url, implementerA], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({
      at: "Harbour",
      behind: "Old harbour",
      money: 1999,
      lines: [3, 5],
      changed: expect.any(Number),
      conflict: [412, "version_conflict"],
      refused: [422, "out_of_range", "string"],
      many: 7,
      once: true,
      names: ["Quay 6", "Quay 5", "Quay 4", "Quay 3", "Quay 2", "Quay 1", "Quay 0"],
      found: 1,
      groups: [[true, 8]],
      gone: 404,
      back: 3,
      method: "string",
      acts: 3,
    });
  }, 60_000);

  it("does not compile what is wrong", async () => {
    const wrong: readonly string[] = [
      `await api.objects.nothing.list();`,
      `await api.objects.place.create({ nme: "x" });`,
      `await api.objects.place.create({});`,
      `await api.objects.everything.create({ f_text: "x", f_master_detail: "id", f_select: "no such option" });`,
      `await api.objects.everything.create({ f_text: "x", f_master_detail: "id", f_formula: 3 });`,
      `await api.objects.everything.list({ where: { f_number: "many" } });`,
      `await api.objects.everything.list({ sort: ["f_nothing"] });`,
      `await api.objects.everything.list({ expand: ["f_text"] });`,
      `const b = api.batch(); const line = b.create("line", {}); b.create("everything", { f_text: "x", f_master_detail: line });`,
      `const r = await api.objects.place.get("id"); r.name = "x";`,
      `const r = await api.objects.place.get("id", { fields: [] }); r.name;`,
      `await api.decide("payment_methods", { weather: "fine" });`,
      `await api.decide("no_table", {});`,
      `try { } catch (e) { if (e instanceof ProblemError && e.code === "no_such_code") throw e; }`,
      `import { createClient as mine } from "./business.ts"; await mine({ url: "" }).objects.everything.list();`,
    ];
    const heads = `import { createClient, ProblemError } from "./armature.ts";\nconst api = createClient({ url: "" });\n`;
    const text =
      heads + wrong.map((each, n) => (each.startsWith("import") ? each : `export async function f${n}() { ${each} }`)).join("\n");
    const errors = await compile("wrong.ts", text);
    const lines = new Set([...errors.matchAll(/wrong\.ts\((\d+),/g)].map(([, line]) => Number(line)));
    expect([...lines].sort((a, b) => a - b)).toEqual(wrong.map((_, n) => n + 3));
  }, 60_000);

  it("tries again what did not get through, under one key", async () => {
    const asked: { readonly key: string | null; readonly status: number }[] = [];
    const { createClient } = (await import(join(folder, "armature.ts"))) as any;
    let failures = 2;
    const fetching = async (address: string, init: RequestInit): Promise<Response> => {
      const answer = await fetch(address, init);
      const key = new Headers(init.headers).get("idempotency-key");
      asked.push({ key, status: answer.status });
      if (failures-- > 0) {
        // it was done, and nobody heard of it
        if (failures === 1) throw new TypeError("fetch failed");
        return new Response(null, { status: 503 });
      }
      return answer;
    };
    const { place } = createClient({ url, key: implementerA, fetch: fetching }).objects;
    const made = await place.create({ name: "Through" });
    expect([asked.length, new Set(asked.map(({ key }) => key)).size]).toEqual([3, 1]);
    expect((await place.list({ where: { name: "Through" }, count: "exact" })).count).toBe(1);
    expect(made.name).toBe("Through");
  }, 30_000);
});

it("a label cannot get out of its comment, nor an object's name out of its place", () => {
  const description = (name: string, title: string) => ({
    openapi: "3.1.0",
    info: { title: "A\n*/ evil();\u2028evil(); /*", version: "1" },
    components: {
      schemas: {
        Problem: { properties: { code: { enum: ["a"] } } },
        [`${name}.Record`]: {
          title,
          properties: { id: { title, description: title, type: "string" } },
          "x-armature-object": { leads: {} },
        },
      },
    },
  });
  const text = generateClient(description("order", "*/ evil(); /*"));
  expect(
    text.split("\n").filter((line) => line.includes("evil") && !line.startsWith("//") && !/^\s*\/\*\* \* \/ evil\(\);.* \*\/$/.test(line)),
  ).toEqual([]);
  expect(text).not.toMatch(/\*\/ evil/);
  expect(() => generateClient(description("order; evil()", "x"))).toThrow("no description");
  expect(generateClient(description("map", "x"))).toContain("export interface MapRecord ");
});
