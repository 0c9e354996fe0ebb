import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectDocument } from "#metadata";
import { businessA, implementerA, testApi, type TestApi } from "../api/testing.ts";
import { shownObject } from "../components/render/object.ts";
import { checkRecord, loadRules, stateOf, type RuleContext } from "../components/render/rules.ts";

/** An object with a rule of every kind. */
const visit = {
  kind: "object",
  name: "visit",
  label: "Visit",
  fields: {
    kind_of: {
      name: "kind_of",
      label: "Kind",
      type: "select",
      order: "a0",
      required: true,
      config: { options: { call: { label: "Call", order: "a0" }, site: { label: "Site", order: "a1" } } },
    },
    place: { name: "place", label: "Place", type: "text", order: "a1", visible: { "===": [{ var: "kind_of" }, "site"] }, required: true },
    minutes: { name: "minutes", label: "Minutes", type: "number", order: "a2" },
    reason: { name: "reason", label: "Reason", type: "text", order: "a3", requiredWhen: { ">": [{ var: "minutes" }, 60] } },
    fee: { name: "fee", label: "Fee", type: "money", order: "a4", config: { currency: "CNY" } },
    tip: { name: "tip", label: "Tip", type: "decimal", order: "a5", requiredWhen: { "===": [{ var: "fee" }, "0.00"] } },
    first: { name: "first", label: "First", type: "date", order: "a6" },
    last: { name: "last", label: "Last", type: "date", order: "a7" },
  },
  validations: {
    days: {
      order: "a0",
      field: "last",
      message: "Ends before it begins",
      rule: { or: [{ "!": { var: "first" } }, { "!": { var: "last" } }, { ">=": [{ var: "last" }, { var: "first" }] }] },
    },
    dear: { order: "a1", message: "Too dear", rule: { or: [{ "!": { var: "fee" } }, { "<=": [{ var: "fee" }, "100.00"] }] } },
  },
} as const;

const kinds = [undefined, "call", "site"];
const places = [undefined, "Pier 4", " \u3000"];
const minutes = [undefined, 30, 90];
const reasons = [undefined, "Broken"];
const fees = [undefined, { currency: "CNY", minor: 0 }, { currency: "CNY", minor: 10_001 }];
const days = [
  [undefined, undefined],
  ["2026-03-02", "2026-03-01"],
  ["2026-03-01", "2026-03-01"],
];
const cases = kinds.flatMap((kind_of) =>
  places.flatMap((place) =>
    minutes.flatMap((minute) =>
      reasons.flatMap((reason) =>
        fees.flatMap((fee) =>
          days.map(([first, last]) =>
            Object.fromEntries(
              Object.entries({ kind_of, place, minutes: minute, reason, fee, first, last }).filter(([, value]) => value !== undefined),
            ),
          ),
        ),
      ),
    ),
  ),
);

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await loadRules();
  const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id as string;
  const put = await api.ask(`PUT /drafts/${draft}/documents/object/visit`, { key: implementerA, body: visit });
  expect(put.status, put.text).toBeLessThan(300);
  const role = (await api.ask("GET /metadata/role/business", { key: implementerA })).body;
  const granted = { ...role, objects: { ...role.objects, visit: { read: true, create: true, update: true } } };
  await api.ask(`PUT /drafts/${draft}/documents/role/business`, { key: implementerA, body: granted });
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA, body: {} });
  expect(published.status, published.text).toBeLessThan(300);
});
afterAll(async () => api.close());

describe("the rules of an object", () => {
  it("find the same faults in a form and behind the door", async () => {
    const object = shownObject({ ...visit, id: "visit" } as unknown as ObjectDocument);
    const context: RuleContext = { now: new Date().toISOString(), user: { id: null, roles: ["business"] } };
    let wrong = 0;
    for (const typed of cases) {
      // what a rule hides is not sent
      const values = Object.fromEntries(
        Object.entries(typed).filter(([name]) => stateOf(object.byName.get(name)!, object, typed, context).visible),
      );
      const inForm = [...checkRecord(object, values, context, (field, read) => stateOf(field, object, read, context)).keys()].sort();
      const answer = await api.ask("POST /objects/visit/records", { key: businessA, body: values });
      const problems = ((answer.body.problems ?? []) as { path: string }[]).map(({ path }) => path.split("/")[1] ?? "");
      expect([...new Set(problems)].sort(), JSON.stringify(values)).toEqual(inForm);
      expect(answer.status === 201, answer.text).toBe(inForm.length === 0);
      if (inForm.length > 0) wrong += 1;
    }
    // both kinds of answers were among them
    expect(wrong).toBeGreaterThan(cases.length / 4);
    expect(wrong).toBeLessThan(cases.length);
  });
});
