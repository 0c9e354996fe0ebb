import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { businessA, businessB, testApi, type TestApi } from "../testing.ts";

describe("GET /people", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi();
  });
  afterAll(() => api.close());
  const names = async (path: string, key = businessA) =>
    ((await api.ask(`GET ${path}`, { key })).body.data as { id: string; name: string }[]).map(({ name }) => name);

  it("finds people by a part of their name, whatever its case, and only those of the tenant", async () => {
    const all = await names("/people");
    expect(all.length).toBeGreaterThan(1);
    const [first] = all as [string];
    expect(await names(`/people?q=${encodeURIComponent(first.slice(1, 4).toUpperCase())}`)).toContain(first);
    expect(await names("/people?q=nobody-is-called-this")).toEqual([]);
    // signs of a pattern are only signs
    expect(await names("/people?q=%25")).toEqual([]);
    expect(await names("/people?q=_")).toEqual([]);
  });

  it("tells nothing of the people of another tenant, not even by id", async () => {
    const mine = (await api.ask("GET /people", { key: businessA })).body.data as { id: string }[];
    const theirs = (await api.ask("GET /people", { key: businessB })).body.data as { id: string }[];
    const known = new Set(mine.map(({ id }) => id));
    const foreign = theirs.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    expect(foreign.length).toBeGreaterThan(0);
    expect(await names(`/people?ids=${foreign.join(",")}`)).toEqual([]);
    expect(await names(`/people?ids=${mine[0]!.id}`)).toHaveLength(1);
  });

  it("is bounded, and closed to strangers", async () => {
    expect((await api.ask("GET /people?limit=51", { key: businessA })).status).toBe(400);
    expect((await api.ask(`GET /people?q=${"x".repeat(101)}`, { key: businessA })).status).toBe(400);
    expect((await api.ask("GET /people")).status).toBe(401);
    expect(await names("/people?limit=1")).toHaveLength(1);
  });
});
