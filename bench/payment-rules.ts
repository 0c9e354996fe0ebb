/**
 * A deterministic set of payment routing rules, and facts to ask it about. The first rule that holds decides (F), or all that hold (C);
 * each gives a list of payment methods.
 */
import type { Cell, Json, TableDocument } from "#metadata";

const countries =
  "US CN DE FR GB JP KR IN BR MX SG HK TW TH MY ID VN PH AU NZ CA ES IT NL BE AT CH SE NO DK FI PL PT CZ HU TR AE SA ZA NG".split(" ");
const currencies = "USD CNY EUR GBP JPY KRW INR BRL SGD HKD AUD CAD".split(" ");
const channels = ["web", "ios", "android", "pos", "miniapp"];
const tiers = ["free", "pro", "enterprise", "vip"];
const segments = ["new", "returning", "loyal", "b2b", "employee", "blocked"];
export const methods =
  "card applepay googlepay alipay wechatpay unionpay paypal klarna ideal sepa bacs ach pix boleto oxxo konbini upi paynow grabpay dana kakaopay cash giftcard points".split(
    " ",
  );

/** [from, to); null = open */
type Bounds = readonly [number | null, number | null];

export interface When {
  merchant?: string;
  country?: readonly string[];
  currency?: string;
  amount?: Bounds;
  channel?: readonly string[];
  tier?: string;
  segment?: readonly string[];
  risk?: Bounds;
  hour?: Bounds;
}

export interface Rule {
  readonly id: string;
  readonly when: When;
  readonly out: readonly string[];
}

export interface Facts {
  readonly merchant: string;
  readonly country: string;
  readonly currency: string;
  readonly amount: number;
  readonly channel: string;
  readonly tier: string;
  readonly segment: string;
  readonly risk: number;
  readonly hour: number;
}

export const equal = ["merchant", "currency", "tier"] as const;
export const listed = ["country", "channel", "segment"] as const;
export const ranged = ["amount", "risk", "hour"] as const;

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `merchants` is how many there are: facts are drawn from as many. */
export function makeRules(count: number, seed: number): { readonly rules: readonly Rule[]; readonly merchants: number } {
  const next = random(seed + count);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(next() * list.length)]!;
  const some = <Value>(list: readonly Value[], many: number): readonly Value[] => {
    const found = new Set<Value>();
    while (found.size < many) found.add(pick(list));
    return [...found];
  };
  const merchants = Math.max(3, Math.round(count / 10));
  const rules: Rule[] = [];
  for (let n = 0; n < count; n++) {
    const when: When = {};
    if (n < count - Math.max(1, Math.round(count * 0.004))) when.merchant = `m${Math.floor(next() * merchants)}`;
    if (next() < 0.8) when.country = some(countries, 1 + Math.floor(next() * 6));
    if (next() < 0.5) when.currency = pick(currencies);
    if (next() < 0.85) {
      const from = Math.floor(next() * next() * 200_000);
      const bounds: Bounds = [next() < 0.8 ? from : null, next() < 0.8 ? from + 1_000 + Math.floor(next() * 300_000) : null];
      if (bounds[0] !== null || bounds[1] !== null) when.amount = bounds;
    }
    if (next() < 0.6) when.channel = some(channels, 1 + Math.floor(next() * 3));
    if (next() < 0.4) when.tier = pick(tiers);
    if (next() < 0.4) when.segment = some(segments, 1 + Math.floor(next() * 3));
    if (next() < 0.4) when.risk = [null, 10 + Math.floor(next() * 90)];
    if (next() < 0.2) {
      const from = Math.floor(next() * 18);
      when.hour = [from, from + 1 + Math.floor(next() * 6)];
    }
    const many = 1 + Math.floor(next() * 5);
    rules.push({ id: `r${n}`, when, out: some(methods, many) });
  }
  return { rules, merchants };
}

export function makeFacts(count: number, merchants: number, seed: number): readonly Facts[] {
  const next = random(seed);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(next() * list.length)]!;
  return Array.from({ length: count }, () => ({
    merchant: `m${Math.floor(next() * merchants)}`,
    country: pick(countries),
    currency: pick(currencies),
    amount: Math.floor(next() * next() * 400_000),
    channel: pick(channels),
    tier: pick(tiers),
    segment: pick(segments),
    risk: Math.floor(next() * 100),
    hour: Math.floor(next() * 24),
  }));
}

/** The definition of what a rule means, as plainly as can be. */
export const holds = ({ when }: Rule, facts: Facts): boolean =>
  equal.every((name) => when[name] === undefined || when[name] === facts[name]) &&
  listed.every((name) => when[name] === undefined || when[name].includes(facts[name])) &&
  ranged.every((name) => {
    const [from, to] = when[name] ?? [null, null];
    return (from === null || facts[name] >= from) && (to === null || facts[name] < to);
  });

const optionsOf = (ids: readonly string[]): Record<string, { label: string; order: string }> =>
  Object.fromEntries(ids.map((id, place) => [id, { label: id, order: orderOf(place) }]));
const orderOf = (place: number): string => `a${String(place).padStart(6, "0")}`;

/** The rules as one of our tables. `single`: a row gives its first method alone. */
export function toTable(rules: readonly Rule[], hit: "F" | "C", { single = false } = {}): TableDocument {
  const input = (name: string, place: number, type: "text" | "number" | "enum", options?: readonly string[]) =>
    [name, { name, label: name, type, order: orderOf(place), ...(options === undefined ? {} : { options: optionsOf(options) }) }] as const;
  const cellsOf = ({ when }: Rule): Record<string, Cell> => ({
    ...Object.fromEntries(equal.flatMap((name) => (when[name] === undefined ? [] : [[name, { eq: when[name] }]]))),
    ...Object.fromEntries(listed.flatMap((name) => (when[name] === undefined ? [] : [[name, { in: [...when[name]] }]]))),
    ...Object.fromEntries(
      ranged.flatMap((name) => (when[name] === undefined ? [] : [[name, { range: [{ from: when[name][0], to: when[name][1] }] }]])),
    ),
  });
  return {
    kind: "table",
    id: "payments",
    name: "payments",
    label: "Payments",
    hit,
    inputs: Object.fromEntries([
      input("merchant", 0, "text"),
      input("country", 1, "enum", countries),
      input("currency", 2, "enum", currencies),
      input("amount", 3, "number"),
      input("channel", 4, "enum", channels),
      input("tier", 5, "enum", tiers),
      input("segment", 6, "enum", segments),
      input("risk", 7, "number"),
      input("hour", 8, "number"),
    ]),
    outputs: {
      methods: {
        name: "methods",
        label: "Methods",
        type: "enum",
        order: "a0",
        ...(single ? {} : { list: true }),
        options: optionsOf(methods),
      },
    },
    rows: Object.fromEntries(
      rules.map((rule, place) => [
        rule.id,
        { order: orderOf(place), cells: cellsOf(rule), out: { methods: single ? rule.out[0]! : [...rule.out] } },
      ]),
    ),
  };
}

export function toJsonLogic({ when }: Rule): Json {
  const all: Json[] = [];
  for (const name of equal) if (when[name] !== undefined) all.push({ "==": [{ var: name }, when[name]] });
  for (const name of listed) if (when[name] !== undefined) all.push({ in: [{ var: name }, [...when[name]]] });
  for (const name of ranged) {
    const [from, to] = when[name] ?? [null, null];
    if (from !== null) all.push({ ">=": [{ var: name }, from] });
    if (to !== null) all.push({ "<": [{ var: name }, to] });
  }
  return all.length === 0 ? true : { and: all };
}

/** What somebody would write by hand: one `if` after another, fifty to a function, which is what V8 optimises best. */
export function toIfChain(rules: readonly Rule[]): { readonly first: string; readonly all: string } {
  const text = JSON.stringify;
  const condition = ({ when }: Rule): string => {
    const all: string[] = [];
    for (const name of equal) if (when[name] !== undefined) all.push(`f.${name} === ${text(when[name])}`);
    for (const name of listed)
      if (when[name] !== undefined) all.push(`(${when[name].map((each) => `f.${name} === ${text(each)}`).join(" || ")})`);
    for (const name of ranged) {
      const [from, to] = when[name] ?? [null, null];
      if (from !== null) all.push(`f.${name} >= ${from}`);
      if (to !== null) all.push(`f.${name} < ${to}`);
    }
    return all.length === 0 ? "true" : all.join(" && ");
  };
  const chunks = Array.from({ length: Math.ceil(rules.length / 50) }, (_, chunk) =>
    rules.slice(chunk * 50, chunk * 50 + 50).map((rule, place) => [chunk * 50 + place, condition(rule)] as const),
  );
  const part = (lines: (place: number, when: string) => string, rest: string): string =>
    `[${chunks.map((chunk) => `(f, hits) => { ${chunk.map(([place, when]) => lines(place, when)).join("\n")} ${rest} }`).join(",\n")}]`;
  return {
    first: `(() => { const parts = ${part((place, when) => `if (${when}) return ${place};`, "return -1;")};
      return (f) => { for (const part of parts) { const found = part(f); if (found >= 0) return found; } return -1; }; })()`,
    all: `(() => { const parts = ${part((place, when) => `if (${when}) hits.push(${place});`, "")};
      return (f) => { const hits = []; for (const part of parts) part(f, hits); return hits; }; })()`,
  };
}
