import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import type { Locale, ObjectDocument } from "#metadata";
import { Intl } from "./i18n/provider.tsx";
import { messagesFor } from "./i18n/messages/index.ts";
import { pricing } from "./page/order-payment/view.tsx";
import { RenderRoot } from "./render/root.tsx";
import { regionNames } from "./render/region-names.ts";
import { loadRules, loadTables } from "./render/rules.ts";
import type { Scope, ShownDocuments } from "./render/scope.tsx";
import { views } from "./views.tsx";

// what a browser brings by need is there from the start: a test looks at what stands, not at how it came
await Promise.all([
  loadRules(),
  loadTables(),
  regionNames.load(),
  pricing.load(),
  ...Object.values(views).map((view) => ("load" in view ? view.load() : undefined)),
]);

const noDocuments: ShownDocuments = { object: {}, form: {}, page: {}, view: {}, table: {}, app: {} };

/** Draws something as a page would: words, cache, documents. */
export function renderWith(
  node: ReactNode,
  given: { readonly locale?: Locale; readonly documents?: Partial<ShownDocuments>; readonly scope?: Partial<Scope> } = {},
) {
  const { locale = "en" } = given;
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const scope: Scope = {
    revision: 1,
    user: { id: "u1", roles: ["business"] },
    live: false,
    ...given.scope,
    documents: { ...noDocuments, ...given.documents },
  };
  return render(
    <Intl locale={locale} messages={messagesFor(locale, ["run"])} timeZone="UTC" now="2026-03-19T06:30:00.000Z">
      <QueryClientProvider client={client}>
        <RenderRoot scope={scope}>{node}</RenderRoot>
      </QueryClientProvider>
    </Intl>,
  );
}

/** An order with a rule of every kind. */
export const orderObject: ObjectDocument = {
  kind: "object",
  id: "order",
  name: "order",
  label: { en: "Order", zh: "订单" },
  titleField: "number",
  fields: {
    number: { name: "number", label: "Number", type: "auto_number", order: "a0" },
    customer: { name: "customer", label: { en: "Customer", zh: "顾客" }, type: "text", order: "a1", required: true },
    amount: { name: "amount", label: "Amount", type: "money", order: "a2", config: { currency: "CNY" }, required: true },
    channel: {
      name: "channel",
      label: "Channel",
      type: "select",
      order: "a3",
      default: "app",
      config: { options: { app: { label: "App", order: "a0" }, pos: { label: "POS", order: "a1" } } },
    },
    table_no: { name: "table_no", label: "Table no.", type: "text", order: "a4", visible: { "===": [{ var: "channel" }, "pos"] } },
    invoice: { name: "invoice", label: "Invoice", type: "boolean", order: "a5" },
    tax_id: { name: "tax_id", label: "Tax id", type: "text", order: "a6", requiredWhen: { "===": [{ var: "invoice" }, true] } },
    method: {
      name: "method",
      label: "Payment method",
      type: "select",
      order: "a7",
      config: {
        options: {
          alipay: { label: "Alipay", order: "a0" },
          wechat: { label: "WeChat Pay", order: "a1" },
          jd: { label: "JD Pay", order: "a2" },
        },
      },
      offeredBy: { table: "methods", output: "method", facts: { amount: { var: "amount" }, channel: { var: "channel" } } },
    },
  },
  validations: {
    positive: {
      order: "a0",
      rule: { ">": [{ var: "amount" }, "0.00"] },
      message: { en: "The amount must be above zero", zh: "金额要大于零" },
      field: "amount",
    },
  },
};
