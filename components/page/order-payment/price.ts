import type { FunctionDocument, Money, PageDocument } from "#metadata";
import { inOrder } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { callFunction } from "#runtime/rules";

/**
 * What the order costs when paid this way: the tenant's own function over the amount (its input of type money) and the choice (its other
 * input); the first output that is an amount. The server computes the same again when the choice is made.
 */
export function priceOf(document: FunctionDocument | undefined, amount: Money, choice: string, now: string | undefined): Money | undefined {
  if (document === undefined) return undefined;
  const input: Record<string, unknown> = {};
  for (const each of inOrder(document.input)) {
    const type = fields.get(each.type);
    const takesMoney = type?.type(type.config.safeParse(each.config ?? {}).data) === "money";
    input[each.name] = takesMoney ? amount : choice;
  }
  const result = callFunction(document, input, { fields, operators, now: now ?? new Date().toISOString() });
  if (!result.ok) return undefined;
  return inOrder(document.output)
    .map(({ name }) => result.value[name] as unknown)
    .find((value): value is Money => typeof value === "object" && value !== null && typeof (value as Money).minor === "number");
}

/** What is offered on a page, each with its price: computed where the page is made, so that the browser has nothing to compute. */
export function priced<Offer extends { readonly value: unknown }>(
  page: PageDocument,
  functions: Readonly<Record<string, FunctionDocument>>,
  record: Readonly<Record<string, unknown>>,
  offered: readonly Offer[],
  now: string,
): readonly (Offer & { readonly price?: Money })[] {
  const props = Object.values(page.nodes).find((node) => node.component === "order-payment")?.props as
    | { readonly amount?: string; readonly price?: string }
    | undefined;
  const amount = record[props?.amount ?? ""] as Money | undefined;
  const pricedBy = props?.price === undefined || !Object.hasOwn(functions, props.price) ? undefined : functions[props.price];
  if (pricedBy === undefined || typeof amount?.minor !== "number") return offered;
  return offered.map((offer) => {
    const price = priceOf(pricedBy, amount, String(offer.value), now);
    return price === undefined ? offer : { ...offer, price };
  });
}
