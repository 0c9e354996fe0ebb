import { describe, expect, it } from "vitest";
import { problem, type ObjectDocument } from "#metadata";
import { tellProblem } from "./problems.ts";

describe("tellProblem", () => {
  it("says the same as a screen, in each language", () => {
    const order = { name: "order", label: { en: "Order", zh: "订单" }, fields: {} } as unknown as ObjectDocument;
    const refused = problem("forbidden", "", 'You may not read "order".', { reason: "read", details: { object: "order" } });
    const documents = { object: { order }, table: {} };
    expect(tellProblem(refused, "zh", documents)).toBe("当前账号无权查看“订单”");
    expect(tellProblem(refused, "en", documents)).toBe("This account may not see “Order”");
  });
});
