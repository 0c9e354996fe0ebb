import { describe, expect, it } from "vitest";
import { shownObject } from "../../render/object.ts";
import { comparisonsOf, filterOf, readConditions, writeConditions } from "./conditions.ts";

const object = shownObject({
  kind: "object",
  id: "order",
  name: "order",
  label: "Order",
  fields: {
    number: { name: "number", label: "Number", type: "text", order: "a0" },
    amount: { name: "amount", label: "Amount", type: "money", order: "a1", config: { currency: "CNY" } },
    status: { name: "status", label: "Status", type: "select", order: "a2", config: { options: { open: { label: "Open", order: "a0" } } } },
  },
});

describe("filter chips", () => {
  it("become one filter with the view's own", () => {
    const base = { "===": [{ var: "status" }, "open"] };
    expect(filterOf(base, [])).toBe(base);
    expect(filterOf(undefined, [])).toBeUndefined();
    expect(filterOf(base, [{ field: "number", is: "contains", value: "04" }])).toEqual({ and: [base, { in: ["04", { var: "number" }] }] });
    expect(filterOf(undefined, [{ field: "status", is: "isEmpty" }])).toEqual({ "===": [{ var: "status" }, null] });
  });
  it("survive the address, and leave out what is not there", () => {
    const chips = [
      { field: "amount", is: "atLeast", value: "10.00" },
      { field: "status", is: "isEmpty" },
    ] as const;
    expect(readConditions(writeConditions(chips), object)).toEqual(chips);
    expect(readConditions('[["gone","is",1],["amount","explode",1],5]', object)).toEqual([]);
    expect(readConditions("no json", object)).toEqual([]);
  });
  it("offer what the field's values can be compared by", () => {
    expect(comparisonsOf(object.byName.get("number")!)).toContain("contains");
    expect(comparisonsOf(object.byName.get("amount")!)).toContain("atLeast");
    expect(comparisonsOf(object.byName.get("status")!)).toEqual(["is", "isNot", "isEmpty", "isNotEmpty"]);
  });
});
