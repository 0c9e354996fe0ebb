import { afterEach, describe, expect, it, vi } from "vitest";
import { shownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { saveRecord, showQuestionsBy, type Question } from "./save-record.ts";

const object = shownObject({
  kind: "object",
  id: "order",
  name: "order",
  label: "Order",
  fields: {
    number: { name: "number", label: "Number", type: "text", order: "a0" },
    amount: { name: "amount", label: "Amount", type: "money", order: "a1", config: { currency: "CNY" } },
    store: { name: "store", label: "Store", type: "reference", order: "a2", config: { object: "store" } },
  },
});
const record = (version: number, values: Record<string, unknown>): RecordJson =>
  ({ id: "r1", version, createdAt: "", createdBy: "", updatedAt: "", updatedBy: "user:u2", ...values }) as RecordJson;

/** Answers in turn; what was asked is kept. */
function answering(...answers: { status: number; body: unknown }[]) {
  const asked: { method: string; url: string; ifMatch: string | null; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: { method: string; headers: Headers; body?: string }) => {
    asked.push({
      method: init.method,
      url,
      ifMatch: init.headers.get("if-match"),
      body: init.body === undefined ? undefined : JSON.parse(init.body),
    });
    const { status, body } = answers.shift()!;
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}
const conflict = { status: 412, body: { code: "version_conflict", problems: [{ code: "version_conflict", path: "", message: "" }] } };

let forget: (() => void) | undefined;
afterEach(() => {
  forget?.();
  vi.unstubAllGlobals();
});

describe("saving a record", () => {
  it("goes on by itself where others changed other fields", async () => {
    const asked = answering(
      conflict,
      { status: 200, body: record(2, { number: "A", store: "s2" }) },
      { status: 200, body: record(3, { number: "B", store: "s2" }) },
    );
    const saved = await saveRecord(object, record(1, { number: "A", store: { id: "s1", version: 4 } }), { number: "B" });
    expect(saved.version).toBe(3);
    expect(asked.map(({ method, ifMatch }) => [method, ifMatch])).toEqual([
      ["PATCH", '"1"'],
      ["GET", null],
      ["PATCH", '"2"'],
    ]);
  });

  it("asks where both changed a field, and sends what was chosen over the newer version", async () => {
    const asked = answering(
      conflict,
      { status: 200, body: record(2, { number: "A2", amount: { minor: 5, currency: "CNY" }, store: "s1" }) },
      { status: 200, body: record(3, {}) },
    );
    const questions: Question[] = [];
    forget = showQuestionsBy((question, answer) => {
      questions.push(question);
      answer({ changes: { amount: { currency: "CNY", minor: 9 } } });
    });
    const before = record(1, { number: "A", amount: { currency: "CNY", minor: 5 }, store: "s1" });
    await saveRecord(object, before, { number: "B", amount: { currency: "CNY", minor: 9 } });
    // the amount was changed here alone, however its parts are ordered
    expect(questions.map((each) => (each.kind === "conflict" ? each.fields.map(({ name }) => name) : []))).toEqual([["number"]]);
    expect(asked[2]).toMatchObject({ ifMatch: '"2"', body: { amount: { currency: "CNY", minor: 9 } } });
  });

  it("leaves the record alone when nobody answers", async () => {
    const asked = answering(conflict, { status: 200, body: record(2, { number: "A2" }) });
    await expect(saveRecord(object, record(1, { number: "A" }), { number: "B" })).rejects.toMatchObject({ status: 412 });
    expect(asked).toHaveLength(2);
  });

  it("asks about records that look alike, and saves anyway only where the rule asks", async () => {
    const alike = (act: string) => ({
      status: 409,
      body: {
        code: "possible_duplicate",
        problems: [
          { code: "possible_duplicate", path: "/number", message: "Known", details: { act, fields: ["number"], records: ["r2"] } },
        ],
      },
    });
    const asked = answering(alike("ask"), { status: 201, body: record(1, { number: "A" }) }, alike("refuse"));
    const seen: boolean[] = [];
    forget = showQuestionsBy((question, answer) => {
      if (question.kind === "duplicate") seen.push(question.mayGoOn);
      answer(question.kind === "duplicate" && question.mayGoOn ? { changes: {} } : undefined);
    });
    await saveRecord(object, undefined, { number: "A" });
    expect(asked[1]?.url).toContain("allowDuplicates=true");
    await expect(saveRecord(object, undefined, { number: "A" })).rejects.toMatchObject({ status: 409 });
    expect(seen).toEqual([true, false]);
  });
});
