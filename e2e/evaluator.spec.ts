import { expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomFacts } from "../api/evaluator/facts.testing.ts";
import type { Decision } from "#runtime/rules";
import type { Result } from "#metadata";
import { call, origin } from "./support.ts";

/** A merchant's shop: its own host, its own files, nothing but its own scripts, no network. */
const strict = "default-src 'none'; script-src 'self'";
const tenant = "merchant-b";
const at = "2026-03-19T06:30:00.000Z";

type Body = Record<string, any>;

/** The table of the payments package as a table of the tenant, published. */
async function publishPayments(): Promise<void> {
  if ((await call(tenant, "implementer", "GET", "/tables/payment_routing/version")).status === 200) return;
  const document = JSON.parse(await readFile("packages/payments/tables/payment_routing.json", "utf8")) as Body;
  const { body: draft } = await call<Body>(tenant, "implementer", "POST", "/drafts", {});
  const put = await call(tenant, "implementer", "PUT", `/drafts/${draft["id"]}/documents/table/payment_routing`, document);
  expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
  const published = await call(tenant, "implementer", "POST", `/drafts/${draft["id"]}/publish`, {});
  expect(published.status, JSON.stringify(published.body)).toBe(200);
}

/** Serves these files under the strict policy. */
async function serveShop(files: Readonly<Record<string, { readonly type: string; readonly text: string }>>): Promise<Server> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file === undefined ? 404 : 200, { "content-type": file?.type ?? "text/plain", "content-security-policy": strict });
    response.end(file?.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const script = (text: string) => ({ type: "text/javascript; charset=utf-8", text });

test("a shop's page decides without a network, under the strictest policy, as the server does", async ({ page }) => {
  test.slow();
  await publishPayments();
  const tables: Record<string, { version: Body; facts: Body[]; said: Body[] }> = {};
  for (const name of ["payment_routing", "payment_methods"]) {
    const { body: version } = await call<Body>(tenant, "implementer", "GET", `/tables/${name}/version`);
    const facts = randomFacts(version["document"], version["needs"].options, 1_000, 7);
    const said: Body[] = [];
    for (let from = 0; from < facts.length; from += 20) {
      const some = facts.slice(from, from + 20);
      const answers = await Promise.all(
        some.map((each) => call<Body>(tenant, "business", "POST", `/tables/${name}/decide`, { facts: each, at })),
      );
      said.push(...answers.map(({ body }) => body));
    }
    tables[name] = { version, facts, said };
  }

  const evaluator = await (await fetch(`${origin()}/api/v1/evaluator.js`)).text();
  const asked = Object.fromEntries(Object.entries(tables).map(([name, { version, facts }]) => [name, { version, facts }]));
  const shop = await serveShop({
    "/": { type: "text/html; charset=utf-8", text: '<!doctype html><title>Shop</title><script type="module" src="/shop.js"></script>' },
    "/evaluator.js": script(evaluator),
    "/asked.js": script(`export const asked = ${JSON.stringify(asked)};`),
    "/shop.js": script(`import { decide } from "/evaluator.js";
      import { asked } from "/asked.js";
      const decided = {};
      for (const [name, { version, facts }] of Object.entries(asked)) decided[name] = facts.map((each) => decide(version, each, { at: "${at}" }));
      let evaluates = true;
      try { new Function("return 1")(); } catch { evaluates = false; }
      window.decided = JSON.stringify({ ...decided, evaluates });
      document.title = "Decided";`),
  });
  try {
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (fault) => complaints.push(String(fault)));
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
    await expect(page).toHaveTitle("Decided");
    const decided = JSON.parse(await page.evaluate(() => (window as unknown as { decided: string }).decided)) as Body;
    // the policy holds: what would make code of a text is refused, and nothing but this try of ours was
    expect(decided["evaluates"]).toBe(false);
    expect(complaints.filter((each) => !/unsafe-eval|favicon/.test(each))).toEqual([]);
    for (const [name, { version, facts, said }] of Object.entries(tables)) {
      const different = (decided[name] as Result<Decision>[]).flatMap((here, index) => {
        const { revision: _, decisionId: __, version: hash, ...answer } = said[index]!;
        if (here.ok) expect(hash).toBe(version["hash"]);
        const same = JSON.stringify(here.ok ? here.value : here.problems) === JSON.stringify(here.ok ? answer : answer["problems"]);
        return same ? [] : [{ facts: facts[index], here, answer }];
      });
      expect(different.slice(0, 1), name).toEqual([]);
      expect((decided[name] as Result<Decision>[]).filter(({ ok }) => ok).length).toBeGreaterThan(400);
    }
  } finally {
    shop.close();
  }
});
