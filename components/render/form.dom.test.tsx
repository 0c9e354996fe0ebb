import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FormDocument, Node, TableDocument } from "#metadata";
import { ApiProblem } from "../data/api.ts";
import { orderObject, renderWith } from "../testing.tsx";
import { RenderForm } from "./form.tsx";

afterEach(cleanup);
const documents = { object: { order: orderObject } };
const refuse = (...problems: { code: string; path: string; message: string; help: string; details?: Record<string, unknown> }[]) =>
  new ApiProblem(422, { code: problems[0]?.code, problems }, "r1");

const field = (component: string, name: string, order: string): Node => ({ component, order, parent: "s", props: { field: name } });
const form: FormDocument = {
  kind: "form",
  id: "f",
  name: "f",
  label: "F",
  object: "order",
  nodes: {
    s: { component: "section", order: "a0" },
    customer: field("text-input", "customer", "a0"),
    amount: field("money-input", "amount", "a1"),
    channel: field("choice", "channel", "a2"),
    table_no: field("text-input", "table_no", "a3"),
    invoice: field("switch", "invoice", "a4"),
    tax_id: field("text-input", "tax_id", "a5"),
    method: field("choice", "method", "a6"),
  },
};
const table: TableDocument = {
  kind: "table",
  id: "methods",
  name: "methods",
  label: "Methods",
  hit: "C",
  currency: "CNY",
  inputs: {
    amount: { name: "amount", label: "Amount", type: "money", order: "a0" },
    channel: { name: "channel", label: "Channel", type: "enum", order: "a1", optionsOf: "order.channel" },
  },
  outputs: { method: { name: "method", label: "Method", type: "enum", order: "a0", optionsOf: "order.method" } },
  rows: {
    r1: { order: "a0", out: { method: "alipay" } },
    r2: { order: "a1", cells: { amount: { range: [{ from: "100.00", to: null }] } }, out: { method: "jd" } },
  },
};

describe("RenderForm", () => {
  it("gives an object without a form a usable one", async () => {
    renderWith(<RenderForm object="order" mode="create" onSubmit={async () => undefined} />, { documents });
    expect(screen.getByRole("textbox", { name: /Customer/u })).toBeTruthy();
    expect(screen.getByRole("textbox", { name: /Amount/u })).toBeTruthy();
    // filled by the platform: nothing to type
    expect(screen.queryByRole("textbox", { name: "Number" })).toBeNull();
  });

  it("shows and hides a field by its rule while one types", async () => {
    renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={async () => undefined} />, { documents });
    expect(screen.queryByRole("textbox", { name: "Table no." })).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "POS" }));
    expect(await screen.findByRole("textbox", { name: "Table no." })).toBeTruthy();
    await userEvent.click(screen.getByRole("radio", { name: "App" }));
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Table no." })).toBeNull());
  });

  it("sends nothing while something is wrong, says what at each field, and goes to the first", async () => {
    const sent = vi.fn(async () => undefined);
    renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={sent} />, { documents });
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    const customer = screen.getByRole("textbox", { name: /Customer/u });
    await waitFor(() => expect(customer.getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getAllByText("A value is needed")).toHaveLength(2);
    await waitFor(() => expect(document.activeElement).toBe(customer));
    expect(sent).not.toHaveBeenCalled();
  });

  it("requires by rule, and stops requiring when the rule no longer holds", async () => {
    const sent = vi.fn(async () => undefined);
    renderWith(
      <RenderForm
        object="order"
        form={form}
        mode="create"
        values={{ customer: "Su", amount: { currency: "CNY", minor: 100 } }}
        onSubmit={sent}
      />,
      { documents },
    );
    await userEvent.click(screen.getByRole("switch", { name: "Invoice" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("A value is needed")).toBeTruthy();
    expect(sent).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("switch", { name: "Invoice" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveBeenCalledOnce());
  });

  it("reads money exactly and checks the object's own rule in the reader's words", async () => {
    const sent = vi.fn(async () => undefined);
    renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={sent} />, { documents, locale: "zh" });
    await userEvent.type(screen.getByRole("textbox", { name: /顾客/u }), "苏婉清");
    const amount = screen.getByRole("textbox", { name: /Amount/u });
    await userEvent.type(amount, "0");
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("金额要大于零")).toBeTruthy();
    await userEvent.clear(amount);
    await userEvent.type(amount, "19.99");
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    await waitFor(() =>
      expect(sent).toHaveBeenCalledWith({ customer: "苏婉清", amount: { currency: "CNY", minor: 1999 }, channel: "app" }),
    );
  });

  it("offers what the decision table gives for the record as it stands", async () => {
    renderWith(<RenderForm object="order" form={form} mode="create" onSubmit={async () => undefined} />, {
      documents: { ...documents, table: { methods: table } },
    });
    const methods = () =>
      within(screen.getByRole("radiogroup", { name: /Payment method/u }))
        .queryAllByRole("radio")
        .map((each) => each.closest("label")?.textContent);
    expect(methods()).toEqual(["Alipay"]);
    await userEvent.type(screen.getByRole("textbox", { name: /Amount/u }), "150");
    await waitFor(() => expect(methods()).toEqual(["Alipay", "JD Pay"]));
  });

  it("puts the server's problems at their fields, and those of no field above", async () => {
    const values = { customer: "Su", amount: { currency: "CNY", minor: 100 } };
    renderWith(
      <RenderForm
        object="order"
        form={form}
        mode="create"
        values={values}
        onSubmit={async () => {
          throw refuse(
            { code: "duplicate_value", path: "/customer", message: "taken", help: "" },
            { code: "choice_not_offered", path: "/method", message: "no", help: "", details: { table: "methods" } },
            { code: "overloaded", path: "", message: "busy", help: "" },
          );
        }}
      />,
      { documents },
    );
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    const customer = await screen.findByRole("textbox", { name: /Customer/u });
    await waitFor(() => expect(customer.getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getByText("Not saved: the rule “methods” does not offer this option")).toBeTruthy();
    expect(screen.getByRole("alert")).toBeTruthy();
  });

  it("sends only what was changed, and null for what was emptied", async () => {
    const sent = vi.fn(async () => undefined);
    const values = { id: "r", version: 3, customer: "Su", amount: { currency: "CNY", minor: 100 }, tax_id: "X", channel: "app" };
    renderWith(<RenderForm object="order" form={form} mode="edit" values={values} onSubmit={sent} />, { documents });
    await userEvent.clear(screen.getByRole("textbox", { name: "Tax id" }));
    await userEvent.type(screen.getByRole("textbox", { name: /Customer/u }), " W.");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveBeenCalledWith({ customer: "Su W.", tax_id: null }));
  });

  it("does not send what was typed before a rule took it away", async () => {
    const sent = vi.fn(async () => undefined);
    const values = { customer: "Su", amount: { currency: "CNY", minor: 100 } };
    renderWith(<RenderForm object="order" form={form} mode="create" values={values} onSubmit={sent} />, { documents });
    await userEvent.click(screen.getByRole("radio", { name: "POS" }));
    await userEvent.type(await screen.findByRole("textbox", { name: "Table no." }), "7");
    await userEvent.click(screen.getByRole("radio", { name: "App" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveBeenCalledOnce());
    expect(sent).toHaveBeenCalledWith(expect.not.objectContaining({ table_no: "7" }));
  });

  it("leaves alone what a rule makes read-only", async () => {
    const object = {
      ...orderObject,
      fields: { ...orderObject.fields, customer: { ...orderObject.fields["customer"]!, readOnly: { "===": [{ var: "invoice" }, true] } } },
    };
    renderWith(
      <RenderForm
        object="order"
        form={form}
        mode="edit"
        values={{ id: "r", version: 1, customer: "Su" }}
        onSubmit={async () => undefined}
      />,
      {
        documents: { object: { order: object } },
      },
    );
    const customer = () => screen.getByRole<HTMLInputElement>("textbox", { name: /Customer/u });
    expect(customer().readOnly).toBe(false);
    await userEvent.click(screen.getByRole("switch", { name: "Invoice" }));
    await waitFor(() => expect(customer().readOnly).toBe(true));
  });

  it("offers the states that may follow what is saved, to these roles, as far as their conditions hold", async () => {
    const object = {
      ...orderObject,
      states: {
        field: "channel",
        initial: ["app"],
        transitions: {
          sell: { order: "a0", from: ["app"], to: "pos", when: { "!!": [{ var: "customer" }] } },
          back: { order: "a1", from: ["pos"], to: "app", roles: { boss: true as const } },
        },
      },
    };
    const shown = (values: Record<string, unknown>, mode: "create" | "edit") => {
      cleanup();
      renderWith(<RenderForm object="order" form={form} mode={mode} values={values} onSubmit={async () => undefined} />, {
        documents: { object: { order: object } },
        scope: { grants: { order: { read: true, create: true, update: true } } },
      });
      const channel = screen.getByRole("radiogroup", { name: /Channel/u });
      return within(channel)
        .getAllByRole("radio")
        .map((radio) => radio.getAttribute("value") ?? radio.textContent);
    };
    expect(shown({}, "create")).toHaveLength(1);
    expect(shown({ id: "r", version: 1, channel: "app", customer: "Su" }, "edit")).toHaveLength(2);
    expect(shown({ id: "r", version: 1, channel: "app" }, "edit")).toHaveLength(1);
    expect(shown({ id: "r", version: 1, channel: "pos", customer: "Su" }, "edit")).toHaveLength(1);
  });

  it("lets a canvas wrap every node, hidden ones too", () => {
    const seen: [string, boolean][] = [];
    renderWith(
      <RenderForm
        object="order"
        form={form}
        mode="create"
        wrapNode={(node, element, { hidden }) => {
          seen.push([node.id, hidden]);
          return <div data-node={node.id}>{element}</div>;
        }}
      />,
      { documents },
    );
    expect(new Map(seen).get("table_no")).toBe(true);
    expect(new Map(seen).get("customer")).toBe(false);
    expect(document.querySelectorAll("[data-node]")).toHaveLength(Object.keys(form.nodes).length);
    // only looked at: nothing to send
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  });

  it("shows what it does not know without failing the rest", () => {
    const odd: FormDocument = {
      ...form,
      nodes: { ...form.nodes, odd: { component: "hologram", order: "a1" }, gone: field("text-input", "no_such_field", "a9") },
    };
    renderWith(<RenderForm object="order" form={odd} mode="create" onSubmit={async () => undefined} />, { documents });
    expect(screen.getByText("<hologram>")).toBeTruthy();
    expect(screen.getByRole("textbox", { name: /Customer/u })).toBeTruthy();
  });
});
