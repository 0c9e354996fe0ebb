import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ObjectDocument } from "#metadata";
import { answers } from "../../form/testing.tsx";
import { shownObject } from "../../render/object.ts";
import { renderWith } from "../../testing.tsx";
import { Timeline } from "./view.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const document: ObjectDocument = {
  kind: "object",
  id: "order",
  name: "order",
  label: "Order",
  fields: {
    note: { name: "note", label: "Note", type: "text", order: "a0" },
    double: {
      name: "double",
      label: "Double",
      type: "formula",
      order: "a1",
      config: { logic: { "+": [1, 1] }, result: { type: "number" } },
    },
  },
};

it("tells what people changed and what followed from it; what changed nothing that is seen is left out", async () => {
  const entry = (version: number, act: string, changes: object) => ({ version, at: "2026-03-19T06:00:00.000Z", by: "u1", act, changes });
  answers((path) =>
    path.endsWith("/history")
      ? {
          data: [
            entry(4, "update", {}),
            entry(3, "derive", { double: { from: 2, to: 4 } }),
            entry(2, "update", { note: { from: "a", to: "b" } }),
            entry(1, "create", {}),
          ],
        }
      : undefined,
  );
  renderWith(<Timeline object={shownObject(document)} id="0198c0de-0000-7000-8000-000000000001" />, {
    documents: { object: { order: document } },
    scope: { live: true, people: { u1: "Su Wanqing" } },
  });
  const acts = (await screen.findAllByRole("listitem")).map((each) => each.querySelector("p")?.textContent);
  expect(acts).toEqual(["Worked out anew: Double", "Su Wanqing changed note", "Su Wanqing created this order"]);
  expect(screen.getByText("4")).toBeTruthy();
});
