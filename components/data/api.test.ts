import { afterEach, describe, expect, it, vi } from "vitest";
import { api, ApiProblem, call, withQuery } from "./api.ts";

const answers = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers })),
  );
afterEach(() => vi.unstubAllGlobals());

describe("api", () => {
  it("gives the body, and tells version and revision", async () => {
    answers(200, { a: 1 }, { etag: '"7"', "x-metadata-revision": "12" });
    expect(await call("/objects/order/records/x")).toEqual({ body: { a: 1 }, status: 200, etag: '"7"', revision: 12 });
  });

  it("throws what is wrong, all of it", async () => {
    const problems = [{ code: "required", path: "/amount", message: "m", help: "h" }];
    answers(422, { code: "required", detail: "d", problems }, { "x-request-id": "r1" });
    const thrown = await api("/x", { body: {} }).catch((fault: unknown) => fault);
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect(thrown).toMatchObject({ status: 422, code: "required", problems, requestId: "r1", message: "d" });
  });

  it("sends If-Match with changes and a key with every POST", async () => {
    answers(200, {});
    await api("/x", { method: "PATCH", body: { a: 1 }, ifMatch: 3 });
    await api("/x", { body: {} });
    const [first, second] = vi.mocked(fetch).mock.calls.map(([, init]) => new Headers(init?.headers));
    expect(first?.get("if-match")).toBe('"3"');
    expect(second?.get("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it("says when there is no answer at all", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(new TypeError("fetch failed"))),
    );
    await expect(api("/x")).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });

  it("spells queries", () => {
    expect(withQuery("/a", { filter: { "==": [1, 1] }, q: "", cursor: undefined, limit: 5 })).toBe(
      "/a?filter=%7B%22%3D%3D%22%3A%5B1%2C1%5D%7D&limit=5",
    );
  });
});
