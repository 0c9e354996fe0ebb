import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FunctionDocument, ObjectDocument, PageDocument } from "#metadata";
import { ApiProblem } from "../../data/api.ts";
import { LinkContext, type LinkJson } from "../../render/link-state.tsx";
import { RenderPage } from "../../render/page.tsx";
import { renderWith } from "../../testing.tsx";

afterEach(cleanup);
const read = <Document,>(path: string): Document => JSON.parse(readFileSync(`packages/restaurant/${path}`, "utf8")) as Document;
const page = read<PageDocument>("pages/order_pay.json");
const documents = {
  object: { order: read<ObjectDocument>("objects/order.json") },
  page: { order_pay: page },
  function: { price_by_method: read<FunctionDocument>("functions/price_by_method.json") },
};
const record = {
  id: "r1",
  version: 1,
  createdAt: "2026-03-19T06:30:00.000Z",
  createdBy: "user:u",
  updatedAt: "2026-03-19T06:30:00.000Z",
  updatedBy: "user:u",
  number: "00042",
  amount: { currency: "CNY", minor: 1999 },
  status: "waiting",
};
const waiting = [{ runId: "x", step: "payment", field: "payment_method", expiresAt: new Date(Date.now() + 250_000).toISOString() }];
const offered = [
  { value: "alipay", label: { en: "Alipay", zh: "支付宝" } },
  { value: "jd_pay", label: { en: "JD Pay", zh: "京东支付" } },
];
const open: LinkJson = { tenant: { name: "Merchant B" }, record, waiting, offered };

const show = (data: LinkJson, answer = vi.fn(async () => undefined)) => {
  renderWith(
    <LinkContext value={{ data, answer, refetch: () => undefined }}>
      <RenderPage page={page} record={data.record} />
    </LinkContext>,
    { documents },
  );
  return answer;
};

describe("the customer's payment", () => {
  it("lists what the rule offered and nothing else, each at its price", () => {
    show(open);
    expect(screen.getAllByRole("radio")).toHaveLength(2);
    expect(screen.getAllByText("¥15.99").length).toBeGreaterThan(0);
    expect(screen.queryByText("WeChat Pay")).toBeNull();
    expect(screen.getByRole("button", { name: "Pay ¥15.99 with Alipay" })).toBeTruthy();
  });

  it("sends the choice", async () => {
    const answer = show(open);
    await userEvent.click(screen.getByRole("radio", { name: /JD Pay/u }));
    await userEvent.click(screen.getByRole("button", { name: "Pay ¥19.99 with JD Pay" }));
    expect(answer).toHaveBeenCalledWith({ payment_method: "jd_pay" });
  });

  it("says so when the rule refuses it meanwhile", async () => {
    const answer = vi.fn(async () => {
      throw new ApiProblem(422, { code: "choice_not_offered", problems: [] }, undefined);
    });
    show(open, answer);
    await userEvent.click(screen.getByRole("button", { name: /Pay ¥15.99/u }));
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Alipay is not offered for this order"));
  });

  it.each([
    ["completed", "Paid"],
    ["cancelled", "Order cancelled"],
  ])("an order that is %s says: %s", (status, title) => {
    show({ ...open, waiting: [], record: { ...record, status } });
    expect(screen.getByRole("heading", { name: title })).toBeTruthy();
    expect(screen.queryByRole("radio")).toBeNull();
  });

  it("has a word for an order that no method fits", () => {
    show({ ...open, offered: [] });
    expect(screen.getByText("No payment method fits this order")).toBeTruthy();
  });
});
