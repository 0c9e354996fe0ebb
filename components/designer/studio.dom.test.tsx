import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messagesFor } from "../i18n/messages/index.ts";
import { Toaster } from "../ui/toaster.tsx";
import { keeper, storageOf } from "./session.ts";
import { Studio } from "./studio.tsx";

const order = { kind: "object", id: "order", name: "order", label: "Order", fields: {} } as const;
const visitor = {
  name: "Li",
  email: "li@example.com",
  tenant: { slug: "shop", name: "Shop" },
  userId: "u1",
  roles: ["implementer"],
  theme: undefined,
} as const;

let drafts: { id: string; number: number; base: number; status: string; changes: number }[];
/** how the first draft ended, as its news tell */
let closed: object;
let asked: { readonly call: string; readonly body: unknown }[];
beforeEach(() => {
  asked = [];
  closed = { status: "open" };
  drafts = [{ id: "d1", number: 7, base: 3, status: "open", changes: 1 }];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    const call = `${init.method ?? "GET"} ${address.replace("/api/v1", "")}`;
    asked.push({ call, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    const answer = (body: unknown) => new Response(JSON.stringify(body), { status: 200, headers: { "x-metadata-revision": "3" } });
    if (call === "GET /drafts") return answer({ data: drafts });
    if (call.includes("/documents") && call.startsWith("GET")) return answer({ version: 1, documents: [order], differences: [] });
    if (call.startsWith("PATCH")) return answer({ version: 2, differences: 1 });
    if (call.includes("/news")) return answer({ version: 1, base: 3, revision: 3, whole: false, documents: [], ...closed });
    return answer({ data: [] });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  window.sessionStorage.clear();
});

const leave = (user: string, draft: string, label: string): void =>
  keeper(
    storageOf(window.sessionStorage, "shop", user),
    draft,
  )({
    log: { entries: [], done: 0 },
    unsaved: { "object/order": { changes: [{ path: "/label", before: "Order", after: label }], on: order } },
  });
const open = () =>
  render(
    <StrictMode>
      <IntlProvider locale="en" messages={messagesFor("en", ["studio"]) as never} timeZone="UTC">
        <QueryClientProvider client={new QueryClient()}>
          <Studio visitor={visitor} place={{ path: "/studio", go: () => undefined }} revision={3}>
            <p>room</p>
          </Studio>
          <Toaster />
        </QueryClientProvider>
      </IntlProvider>
    </StrictMode>,
  );
const saves = () => asked.filter(({ call }) => call.startsWith("PATCH"));

test("what an earlier visit left is saved once, also where React draws everything twice", async () => {
  leave("u1", "d1", "Bestellung");
  open();
  await waitFor(() => expect(saves()).toHaveLength(1), { timeout: 5_000 });
  await screen.findByText(/^Saved/);
  // a second workspace would have the same quiet time behind it by now
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(saves()).toHaveLength(1);
});

test("what was left in a draft that somebody closed is found again, told and saved; another person's is not touched", async () => {
  leave("u1", "d0", "Bestellung");
  leave("u2", "d0", "Theirs");
  open();
  await screen.findByText("1 edit that was not saved is in draft 7 now", undefined, { timeout: 5_000 });
  await waitFor(() => expect(saves()).toHaveLength(1), { timeout: 5_000 });
  expect(saves()[0]?.call).toBe("PATCH /drafts/d1/documents/object/order");
  expect(saves()[0]?.body).toEqual({ changes: [{ path: "/label", before: "Order", after: "Bestellung" }] });
  expect(JSON.stringify(Object.entries(window.sessionStorage))).toContain("Theirs");
});

test.each([
  ["user:u1", "Draft 7 is published; this is the next one"],
  ["user:u2", "Draft 7 was published elsewhere; this is the next one"],
])("that %s published the draft is told as what it is", async (closedBy, words) => {
  open();
  await screen.findByText("room");
  closed = { status: "published", closedBy };
  drafts = [{ id: "d2", number: 8, base: 4, status: "open", changes: 0 }];
  window.dispatchEvent(new Event("focus"));
  await screen.findByText(words, undefined, { timeout: 5_000 });
});
