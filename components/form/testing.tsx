import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, vi } from "vitest";
import type { Field, ObjectDocument } from "#metadata";
import { RenderForm } from "../render/form.tsx";
import { renderWith } from "../testing.tsx";

export type FieldGiven = Partial<Field> & { readonly type: string };

export const objectWith = (field: FieldGiven, more: Record<string, Field> = {}): ObjectDocument => ({
  kind: "object",
  id: "thing",
  name: "thing",
  label: "Thing",
  fields: { f: { name: "f", label: "Field", order: "a0", ...field }, ...more },
});

interface Given {
  readonly value?: unknown;
  readonly documents?: Record<string, ObjectDocument>;
  readonly mode?: "create" | "edit";
  readonly isReadOnly?: boolean;
  /** what is asked of the server is asked */
  readonly live?: boolean;
}

/** Draws the field's own form, and gives what is sent when it is saved. */
export function form(field: FieldGiven, given: Given = {}) {
  const { value, documents = {}, mode = "create", isReadOnly, live = false } = given;
  const sent = vi.fn(async (_changes: Record<string, unknown>) => undefined);
  const values = {
    ...(mode === "edit" ? { id: "0198c0de-0000-7000-8000-000000000001", version: 1 } : {}),
    ...(value === undefined ? {} : { f: value }),
  };
  renderWith(<RenderForm object="thing" mode={mode} values={values} isReadOnly={isReadOnly} onSubmit={sent} />, {
    documents: { object: { thing: objectWith(field), ...documents } },
    scope: { live, people: { u1: "Su Wanqing", u2: "Zhou Xiaowen" }, user: { id: "u1", roles: [], name: "Su Wanqing" } },
  });
  return {
    sent,
    save: async () => {
      await userEvent.click(screen.getByRole("button", { name: "Save" }));
      await waitFor(() => expect(sent).toHaveBeenCalled());
      return sent.mock.calls.at(-1)?.[0]["f"];
    },
  };
}

/** A server that answers reads: path below /api/v1 without its query → body. Everything else is not found. */
export function answers(bodies: (path: string, query: URLSearchParams) => unknown): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const url = new URL(address, "http://localhost");
    asked.push(`${url.pathname}${url.search}`.replace("/api/v1", ""));
    const body = bodies(url.pathname.replace("/api/v1", ""), url.searchParams);
    return new Response(JSON.stringify(body ?? { code: "not_found" }), {
      status: body === undefined ? 404 : 200,
      headers: { "content-type": "application/json" },
    });
  });
  return asked;
}
