import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { FormDocument, TableDocument } from "#metadata";
import { orderObject, renderWith } from "../testing.tsx";
import { RenderForm } from "./form.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const table = (...methods: string[]): TableDocument => ({
  kind: "table",
  id: "methods",
  name: "methods",
  label: "",
  hit: "C",
  currency: "CNY",
  inputs: {
    amount: { name: "amount", label: "", type: "money", order: "a0" },
    channel: { name: "channel", label: "", type: "enum", order: "a1", optionsOf: "order.channel" },
  },
  outputs: { method: { name: "method", label: "", type: "enum", order: "a0", optionsOf: "order.method" } },
  rows: Object.fromEntries(methods.map((method, n) => [method, { order: `a${n}`, out: { method } }])),
});
const tried = (candidate: TableDocument, share: number) => ({
  object: { order: orderObject },
  table: { methods: table("alipay") },
  candidate: {
    methods: { id: `0198f0a0-0000-7000-8000-${String(share).padStart(12, "0")}`, share, key: { user: true as const }, table: candidate },
  },
});

const form: FormDocument = {
  kind: "form",
  id: "f",
  name: "f",
  label: "F",
  object: "order",
  nodes: {
    s: { component: "section", order: "a0" },
    channel: { component: "choice", order: "a0", parent: "s", props: { field: "channel" } },
    method: { component: "choice", order: "a1", parent: "s", props: { field: "method" } },
  },
};

/** What was asked of tables. */
const asks = () => {
  const fetched = vi.fn(async (..._: [string, RequestInit?]) => Response.json({}));
  vi.stubGlobal("fetch", fetched);
  return () => fetched.mock.calls.flatMap(([path, init]) => (path.includes("/decide") ? [[path, JSON.parse(String(init?.body))]] : []));
};

it("tells the server where a form is offered nothing while another table is tried, once, and nothing else", async () => {
  const asked = asks();
  renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={async () => undefined} />, {
    documents: tried(table(), 10_000),
  });
  await waitFor(() => expect(asked()).toEqual([["/api/v1/tables/methods/decide", { facts: { channel: "app" } }]]), { timeout: 8_000 });
  await userEvent.click(screen.getByRole("radio", { name: "POS" }));
  await waitFor(() => expect(asked()).toHaveLength(2), { timeout: 8_000 });
  await userEvent.click(screen.getByRole("radio", { name: "App" }));
  await userEvent.click(screen.getByRole("radio", { name: "POS" }));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(asked().map(([, body]) => (body as { facts: object }).facts)).toEqual([{ channel: "app" }, { channel: "pos" }]);
});

it.each([
  ["something is offered", tried(table("jd"), 9_999), "u1"],
  ["nothing is tried", { ...tried(table(), 1), table: { methods: table() }, candidate: {} }, "u1"],
  ["a customer came by a link", tried(table(), 9_998), null],
])("tells nothing where %s", async (_, documents, id) => {
  const asked = asks();
  renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={async () => undefined} />, {
    documents,
    scope: { user: { id, roles: [] } },
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(asked()).toEqual([]);
});
