import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TableDocument } from "#metadata";
import { StudioContext, type StudioValue } from "../designer/studio-context.tsx";
import { createWorkspace } from "../designer/workspace.ts";
import { messagesFor } from "../i18n/messages/index.ts";
import { columnsOf } from "./column.ts";
import { LogRoom } from "./log/log-room.tsx";
import { RolloutRoom } from "./rollout/rollout-room.tsx";
import { percentIn } from "./rollout/start-rollout.tsx";
import { SimulationRoom } from "./simulation/simulation-room.tsx";

const table: TableDocument = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: "Pay",
  hit: "C",
  currency: "CNY",
  inputs: {
    amount: { name: "amount", label: "Amount", type: "money", order: "a0" },
    card: { name: "card", label: "Card", type: "text", order: "a1", personal: true },
  },
  outputs: {
    method: {
      name: "method",
      label: "Method",
      type: "enum",
      order: "a0",
      options: { alipay: { label: "Alipay", order: "a0" }, jd: { label: "JD Pay", order: "a1" } },
    },
  },
  rows: { r1: { order: "a0", out: { method: "alipay" } }, r2: { order: "a1", out: { method: "jd" } } },
};
const columns = columnsOf(table, new Map());
const places = new Map([
  ["r1", 1],
  ["r2", 2],
]);
const amount = { currency: "CNY", minor: 12_000 };
const below = { input: "amount", actual: amount, expected: { range: [{ from: "200.00", to: null }] }, code: "below", reason: "" };

/** What the API answers, by method and the end of the path; what was asked is kept. */
let answers: Record<string, unknown>;
let asked: { readonly path: string; readonly body: unknown }[];
beforeEach(() => {
  answers = {};
  asked = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    const path = address.replace("/api/v1", "");
    asked.push({ path, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    const found = Object.entries(answers).find(([each]) => `${init.method ?? "GET"} ${path}`.startsWith(each));
    return new Response(JSON.stringify(found?.[1] ?? { code: "not_found", detail: "nothing" }), {
      status: found === undefined ? 404 : 200,
    });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(node: ReactNode) {
  const workspace = createWorkspace({
    draft: { id: "d1", number: 7, base: 1 },
    documents: new Map([["table/pay", table]]),
    save: async () => ({ ok: true }),
  } as never);
  const studio = { workspace, announce: vi.fn(), reopen: vi.fn() } as unknown as StudioValue;
  render(
    <IntlProvider locale="en" messages={messagesFor("en", ["studio"]) as never} timeZone="UTC">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <StudioContext value={studio}>{node}</StudioContext>
      </QueryClientProvider>
    </IntlProvider>,
  );
  return { studio, user: userEvent.setup() };
}

test("a simulation says what each option gained and lost, in numbers and amounts, with facts and the cell that fails", async () => {
  const none = { gained: 0, lost: 0, ranked: 0 };
  answers["POST /tables/pay/simulate"] = {
    revision: 1,
    source: "decisions",
    considered: 40,
    changed: 10,
    unreadable: 0,
    stopped: false,
    unsure: ["card"],
    amount: { input: "amount", currency: "CNY", considered: 900_000 },
    empty: { published: 0, candidate: 2 },
    fallback: { published: 0, candidate: 0 },
    outputs: [
      {
        output: { method: "jd" },
        gained: 0,
        lost: 10,
        ranked: 0,
        changed: 0,
        amounts: { ...none, lost: 120_000 },
        samples: {
          gained: [],
          ranked: [],
          lost: [
            {
              facts: { amount, card: { personal: true } },
              at: "2026-03-19T06:30:00Z",
              row: "r2",
              why: { stage: "no_row", code: "no_row", row: "r2", failing: [below] },
            },
          ],
        },
      },
    ],
    segments: [{ input: "amount", value: "100.00 – 200.00", considered: 20, changed: 10, gained: 0, lost: 10 }],
    gaps: [{ facts: { amount }, at: "2026-03-19T06:30:00Z", publishedToo: false }],
  };
  const { user } = open(<SimulationRoom table={table} columns={columns} places={places} />);
  expect(screen.getByText("Nothing simulated yet")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  const matrix = within(await screen.findByRole("table", { name: "By output" }));
  expect(matrix.getAllByRole("row")[1]!.textContent).toBe("JJD Pay–－10–––¥1,200.00");
  const lost = within(screen.getByRole("region", { name: "Lost" }));
  expect(lost.getByText("Row 2 gave it")).toBeTruthy();
  expect(lost.getByText("¥120.00 < ¥200.00")).toBeTruthy();
  expect(lost.getByText("personal, not shown")).toBeTruthy();
  expect(screen.getByText(/What hangs on these personal facts is a guess.*Card/)).toBeTruthy();
  expect(screen.getByText("was answered before")).toBeTruthy();
  expect(asked.at(-1)?.body).toEqual({ draft: "d1", decisions: 1000 });
  await user.click(screen.getByRole("radio", { name: "Boundary points" }));
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  expect(asked.at(-1)?.body).toEqual({ draft: "d1", boundary: true });
});

test("a decision opens with its facts, the personal ones hidden, and says why an option was hidden and what would show it", async () => {
  const decision = {
    id: "0196",
    revision: 3,
    version: "9f2c1d0a77e4b1c2",
    variant: null,
    keptAt: "2026-03-19T06:30:00Z",
    at: "2026-03-19T06:30:00Z",
    facts: { amount, card: { personal: true } },
    personal: ["card"],
    outputs: [{ method: "alipay" }],
    hits: ["r1"],
    arm: null,
    fallback: false,
    empty: false,
    by: "u",
  };
  const explanation = {
    decision,
    output: "method",
    options: [
      { option: "alipay", shown: true },
      { option: "jd", shown: false },
    ],
    replay: "stand_in",
  };
  answers["GET /tables/pay/decisions"] = { data: [decision], next: null };
  answers["GET /decisions/0196/explanation?option=jd"] = {
    ...explanation,
    hidden: {
      option: "jd",
      stage: "no_row",
      code: "no_row",
      closest: {
        row: "r2",
        failing: [
          below,
          {
            input: "card",
            actual: { personal: true },
            expected: { personal: true },
            code: "fails",
            reason: "card does not match",
            personal: true,
          },
        ],
      },
      change: { facts: { amount: { currency: "CNY", minor: 20_000 } }, row: "r2" },
    },
  };
  answers["GET /decisions/0196/explanation"] = explanation;
  const onTry = vi.fn();
  const { user } = open(<LogRoom table={table} columns={columns} places={places} isPublished onTry={onTry} />);
  await user.click(await screen.findByRole("button", { name: /¥120\.00/ }));
  const panel = within(await screen.findByRole("complementary", { name: "Decision" }));
  expect(panel.getByText("personal, not shown")).toBeTruthy();
  await user.click(await panel.findByRole("button", { name: /Choose an option/ }));
  await user.click(screen.getByRole("option", { name: "JD Pay · hidden" }));
  expect(await panel.findByText("Closest is row 2: 2 cells differ")).toBeTruthy();
  expect(panel.getByText("¥120.00 < ¥200.00")).toBeTruthy();
  expect(panel.getByText("personal, not shown; it does not match")).toBeTruthy();
  expect(panel.getByText("It would be shown with").parentElement!.textContent).toContain("Amount¥200.00by row 2");
  expect(panel.getByText(/stand-ins for personal facts/)).toBeTruthy();
  await user.click(panel.getByRole("button", { name: "Try these facts on the draft" }));
  expect(onTry).toHaveBeenCalledExactlyOnceWith(decision);

  await user.click(screen.getByRole("button", { name: /Kind/ }));
  await user.click(screen.getByRole("option", { name: "Fallback" }));
  await vi.waitFor(() => expect(asked.some(({ path }) => path.includes("fallback=true"))).toBe(true));
});

const figures = (count: number, empty: number) => ({ asked: count, errors: 0, empty, fallback: 0 });
const rollout = (part: object) => ({
  id: "ro1",
  draft: "d1",
  version: "v",
  base: 3,
  mode: "canary",
  percent: 5,
  key: { input: "card" },
  guards: { empty: { above: 0.01 }, sample: 200 },
  state: "running",
  reason: null,
  counts: { published: figures(4_000, 4), candidate: figures(120, 6), different: 0, dropped: 0 },
  createdAt: "2026-03-19T06:30:00Z",
  endedAt: null,
  revision: null,
  ...part,
});

test("a canary starts with its share, key and limits", async () => {
  answers["GET /tables/pay/rollouts"] = { data: [] };
  answers["GET /activations"] = { data: [] };
  answers["POST /tables/pay/rollouts"] = rollout({});
  const { user } = open(<RolloutRoom table={table} columns={columns} isPublished />);
  await user.click(await screen.findByRole("button", { name: "Start a rollout" }));
  await user.click(screen.getByRole("radio", { name: "Canary" }));
  const share = screen.getByLabelText("Share");
  await user.clear(share);
  await user.type(share, "12.345");
  expect(screen.getByRole("button", { name: /^Start with/ }).hasAttribute("disabled")).toBe(true);
  await user.clear(share);
  await user.type(share, "12.5");
  await user.clear(screen.getByLabelText("Fallback"));
  await user.click(screen.getByRole("button", { name: "Start with 12.5%" }));
  await vi.waitFor(() =>
    expect(asked.find(({ body }) => body !== undefined)?.body).toEqual({
      draft: "d1",
      mode: "canary",
      percent: 12.5,
      // what names a customer is chosen by, before the person who asks
      key: { input: "card" },
      guards: { errors: { above: 0.01 }, empty: { above: 0.01 }, sample: 200 },
    }),
  );
});

test("a rollout that runs shows its figures and can be stopped or promoted; one that rolled back says why", async () => {
  answers["GET /tables/pay/rollouts"] = {
    data: [
      rollout({}),
      rollout({
        id: "ro0",
        state: "rolled_back",
        endedAt: "2026-03-18T06:30:00Z",
        reason: { code: "empty", message: "…", details: { share: 0.036, of: 250, above: 0.01, published: 0.004 } },
      }),
    ],
  };
  answers["GET /activations"] = { data: [] };
  answers["POST /rollouts/ro1/promote"] = { revision: 4 };
  answers["GET /rollouts/ro1/promotion"] = { also: [{ kind: "object", name: "order", label: "Order", change: "changed" }], problems: [] };
  const { studio, user } = open(<RolloutRoom table={table} columns={columns} isPublished />);
  const running = within(await screen.findByRole("region", { name: "The rollout that runs" }));
  expect(running.getByText("Canary of 5%")).toBeTruthy();
  expect(running.getByText("judged after 80 more")).toBeTruthy();
  expect(running.getByRole("row", { name: /No answer/ }).textContent).toBe("No answer4 0.1%6 5%1% above published at most");
  expect(screen.getByText("Rolled back by itself: too many without an answer")).toBeTruthy();
  expect(screen.getByText("3.6% of 250 answers; 1% above published at most (0.4%)")).toBeTruthy();
  await user.click(running.getByRole("button", { name: "Promote" }));
  expect((await screen.findByRole("list", { name: /It also publishes/ })).textContent).toBe("changedOrderobject/order");
  await user.click(await screen.findByRole("button", { name: "Publish the draft" }));
  await vi.waitFor(() => expect(studio.reopen).toHaveBeenCalled());
  expect(studio.announce).toHaveBeenCalledWith("The candidate is published");
});

test.each(["Promote", "Undo the last publish of this table"])(
  "%s: values that have to be converted first are, and nothing is said to be live before",
  async (deed) => {
    const job = {
      id: "j1",
      kind: "retype",
      subject: "order",
      done: 3,
      failed: 0,
      total: 9,
      undoable: false,
      createdAt: "2026-03-19T06:30:00Z",
    };
    const isPromote = deed === "Promote";
    answers["GET /tables/pay/rollouts"] = { data: isPromote ? [rollout({})] : [] };
    answers["GET /activations"] = { data: [] };
    answers["POST /rollouts/ro1/promote"] = { revision: 3, job: { ...job, state: "running" } };
    answers["POST /tables/pay/revert"] = { revision: 3, job: { ...job, state: "running" } };
    answers["GET /rollouts/ro1/promotion"] = { also: [], problems: [] };
    answers["GET /jobs/j1"] = { ...job, state: "running" };
    const { studio, user } = open(<RolloutRoom table={table} columns={columns} isPublished />);
    await user.click(await screen.findByRole("button", { name: deed }));
    await user.click(await screen.findByRole("button", { name: isPromote ? "Publish the draft" : "Put it back" }));
    expect(await screen.findByText("Values are being converted")).toBeTruthy();
    expect(studio.announce).not.toHaveBeenCalled();
    expect(studio.reopen).not.toHaveBeenCalled();
    answers["GET /jobs/j1"] = { ...job, done: 9, state: "succeeded" };
    await vi.waitFor(() => expect(studio.reopen).toHaveBeenCalledTimes(1), { timeout: 10_000 });
    expect(studio.announce).toHaveBeenCalledWith(
      isPromote ? "The candidate is published" : "The table is as it was before its last publish",
    );
  },
);

test("what a shadow found is there when it has ended; a draft that was edited since is not promoted", async () => {
  const counts = { published: figures(9, 0), candidate: figures(9, 0), different: 3, dropped: 0 };
  answers["GET /tables/pay/rollouts"] = {
    data: [
      rollout({}),
      rollout({ id: "ro2", mode: "shadow", percent: null, key: null, state: "stopped", endedAt: "2026-03-18T06:30:00Z", counts }),
    ],
  };
  answers["GET /activations"] = { data: [] };
  answers["GET /rollouts/ro2/differences"] = {
    data: [{ output: "apple_pay", gained: 3, lost: 0, ranked: 0, changed: 0, samples: [] }],
  };
  answers["GET /rollouts/ro1/promotion"] = {
    also: [],
    problems: [{ code: "candidate_changed", path: "", message: "The draft was edited since the rollout began.", help: "Start another." }],
  };
  const { user } = open(<RolloutRoom table={table} columns={columns} isPublished />);
  await user.click(await screen.findByRole("button", { name: "What comes out otherwise" }));
  expect((await screen.findByRole("region", { name: "What comes out otherwise" })).textContent).toContain("3");
  await user.click(screen.getByRole("button", { name: "Promote" }));
  expect(await screen.findByText("The draft was edited since the rollout began.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Publish the draft" }).hasAttribute("disabled")).toBe(true);
});

test("a share", () => {
  expect(["5", "12.5 %", "100", "0.01", "101", "1.234", "", "x"].map(percentIn)).toEqual([
    5,
    12.5,
    100,
    0.01,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
