import { expect, test } from "vitest";
import type { Json } from "#metadata";
import { recent } from "./recent.ts";
import { planned } from "./planned.ts";
import { actorOf, effectiveOf, objectOf, roleOf } from "./testing.ts";

test("the last few are made once, the oldest goes first, and what is long is not kept", () => {
  let made = 0;
  const kept = recent<number>(2);
  const ask = (text: string) => kept.of(text, () => ++made);
  expect([ask("a"), ask("a"), ask("b"), ask("c"), ask("b"), ask("a")]).toEqual([1, 1, 2, 3, 2, 4]);
  const long = "x".repeat(2_001);
  expect(ask(long)).not.toBe(ask(long));
});

test("a filter that was read for one is no way around what another may see, nor around what time it is", () => {
  const tenantId = "019b0000-0000-7000-8000-000000000001";
  const effective = effectiveOf(tenantId, [
    objectOf("customer", { secret: { type: "number" } }),
    objectOf("order", { secret: { type: "number" }, at: { type: "date_time" }, customer: { type: "reference", config: { object: "customer" } } }), // prettier-ignore
    roleOf("all", { order: { read: true }, customer: { read: true } }),
    roleOf("some", { order: { read: true, hidden: { secret: true } }, customer: { read: true, hidden: { secret: true } } }),
  ]);
  const told = (role: string, filter: Json, now = "2026-03-19T06:30:00.000Z") => {
    const made = planned(effective, actorOf(tenantId, [role]), "order", { filter }, now);
    return made.ok ? JSON.stringify(made.value.plan.where) : made.problems.map(({ code }) => code);
  };
  for (const field of ["secret", "customer.secret"]) {
    const filter = { "===": [{ var: field }, 1] };
    for (let turn = 0; turn < 2; turn++) {
      expect(told("all", filter)).toEqual(expect.any(String));
      expect(told("some", filter)).toEqual(["unknown_field"]);
    }
  }
  const today = { "date.during": [{ var: "at" }, "today"] };
  expect(told("all", today)).toBe(told("all", today));
  expect(told("all", today)).not.toBe(told("all", today, "2026-03-20T06:30:00.000Z"));
  expect(told("all", { "===": [{ var: "secret" }, 1] })).not.toBe(told("all", { "===": [{ var: "secret" }, 2] }));
});
