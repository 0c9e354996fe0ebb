import { describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression, compileTable, evaluateCompat, EvaluationError } from "./index.ts";

/* What cannot be computed is said without the values that it would be computed from: who reads the message may not be one who sees them. */

const at = { now: "2026-03-19T06:30:00.000Z" };
const secret = "42 Main St";
const facts = {
  text: secret,
  number: 4.2424242e31,
  list: [secret, 42_424_242],
  record: { street: secret },
  yes: true,
  money: { currency: "XQZ", minor: 42_424_242 },
};
const secrets = /Main|4242|XQZ/;
const operands: readonly unknown[] = [{ var: "" }, ...Object.keys(facts).map((name) => ({ var: name }))];

describe("the message of an expression that cannot be computed", () => {
  const logics = operators.all.flatMap(({ name, arity: [least, most] }) => {
    const counts = [least, Math.min(most, least + 1), Math.min(most, 3)];
    return counts.flatMap((count) =>
      operands.flatMap((one) =>
        [...operands, "CNY", 2].map((other) => ({ [name]: Array.from({ length: count }, (_, n) => (n === 0 ? one : other)) })),
      ),
    );
  });

  it("never tells what it was computed from", () => {
    let met = 0;
    const told: string[] = [];
    for (const logic of logics) {
      const compiled = compileExpression(logic as never, { operators });
      if (!compiled.ok) continue;
      try {
        compiled.value.evaluate(facts, at);
      } catch (fault) {
        expect(fault).toBeInstanceOf(EvaluationError);
        met++;
        const { message } = fault as EvaluationError;
        if (secrets.test(message) || message.length > 500) told.push(`${JSON.stringify(logic)}: ${message}`);
      }
    }
    expect(told).toEqual([]);
    // a test in which everything could be computed would show nothing
    expect(met).toBeGreaterThan(500);
  });

  it("nor where rules from elsewhere are evaluated", () => {
    let met = 0;
    for (const logic of logics) {
      const result = evaluateCompat(logic, facts);
      if (result.ok) continue;
      met++;
      for (const { message } of result.problems) expect(message).not.toMatch(secrets);
    }
    expect(met).toBeGreaterThan(100);
  });
});

describe("a decision table", () => {
  const table: TableDocument = {
    kind: "table",
    id: "fees",
    name: "fees",
    label: "Fees",
    hit: "F",
    currency: "CNY",
    inputs: {
      a: { name: "address", label: "Address", type: "text", order: "a0", personal: true },
      d: { name: "born", label: "Born", type: "date", order: "a1", personal: true },
      m: { name: "wage", label: "Wage", type: "money", order: "a2", personal: true },
      o: { name: "faith", label: "Faith", type: "enum", order: "a3", personal: true, options: { none: { label: "None", order: "a0" } } },
      t: { name: "tags", label: "Tags", type: "set", order: "a4", personal: true },
      c: { name: "city", label: "City", type: "date", order: "a5" },
    },
    outputs: {
      f: { name: "fee", label: "Fee", type: "number", order: "a0" },
      g: { name: "gift", label: "Gift", type: "money", order: "a1" },
    },
    rows: { r: { order: "a0", out: { f: { logic: { var: "address" } }, g: { logic: { cat: [{ var: "address" }] } } } } },
  };
  const messages = (given: Record<string, unknown>): readonly string[] => {
    const decided = compileTable(table, { operators }).decide(given, { at: at.now });
    return decided.ok ? [] : decided.problems.map(({ message }) => message);
  };

  it.each([
    [{ born: secret }],
    [{ wage: secret }],
    [{ wage: { currency: "XQZ", minor: 1 } }],
    [{ faith: secret }],
    [{ tags: [{ a: secret }] }],
  ])("refuses a personal fact without saying it: %j", (given) => {
    const [message] = messages(given);
    expect(message).toContain(Object.keys(given)[0]);
    expect(message).not.toMatch(secrets);
  });

  it("says of other facts what they are", () => {
    expect(messages({ city: secret })[0]).toContain(secret);
  });

  it("refuses what it computed without saying it", () => {
    const told = messages({ address: secret });
    expect(told).toHaveLength(2);
    expect(told.join()).not.toMatch(secrets);
  });
});
