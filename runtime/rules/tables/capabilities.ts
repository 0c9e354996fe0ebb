import { isMoney, readConstant, type Capability, type Cell, type Column, type Json, type Routing } from "#metadata";
import type { Failing } from "./explain.ts";

/** A fact by its column's place. */
export type Values = (place: number) => Json | undefined;

/** One thing that capabilities are asked, over one fact; a fact that is absent limits nothing. */
export interface Check {
  readonly code: string;
  /** of an option that it keeps back */
  readonly failing: (option: string, values: Values) => Failing;
}

/** Facts → for each option the first check that keeps it back; undefined: none does. */
export type Capabilities = (values: Values) => (option: string) => Check | undefined;

interface Axis extends Check {
  readonly place: number;
  /** the options that a value keeps back */
  readonly keepsBack: (value: Json) => ReadonlySet<string>;
}

type Asked = Omit<Axis, "place" | "code" | "failing"> & {
  readonly why: (option: string, value: Json) => Pick<Failing, "expected" | "reason">;
};

const nobody: ReadonlySet<string> = new Set();
/** Values of one fact whose options are remembered. */
const mostRemembered = 1_000;

/** What options can be used for, asked fact by fact: the options that a value keeps back are found once and remembered. */
export function compileCapabilities({ capabilities = {}, facts = {} }: Routing, inputs: readonly Column[]): Capabilities {
  const all = Object.entries(capabilities);
  const axes: Axis[] = [];
  const over = (id: string | undefined, code: string, asks: (column: Column) => Asked): void => {
    const place = inputs.findIndex((each) => each.id === id);
    const column = inputs[place];
    if (column === undefined) return;
    const { keepsBack, why } = asks(column);
    const failing: Check["failing"] = (option, values) => {
      const actual = values(place)!;
      return { input: column.name, actual, code, ...why(option, actual) };
    };
    axes.push({ place, code, keepsBack, failing });
  };
  over(facts.country, "capability_country", listed(all, "countries"));
  over(facts.currency, "capability_currency", listed(all, "currencies"));
  over(facts.channel, "capability_channel", listed(all, "channels"));
  over(facts.needs, "capability_needs", offering(all));
  over(facts.amount, "capability_amount", limited(all));

  return (values) => {
    const kept: { readonly axis: Axis; readonly back: ReadonlySet<string> }[] = [];
    for (const axis of axes) {
      const value = values(axis.place);
      if (value === undefined || value === null) continue;
      const back = axis.keepsBack(value);
      if (back.size > 0) kept.push({ axis, back });
    }
    return (option) => {
      for (const { axis, back } of kept) if (back.has(option)) return axis;
      return undefined;
    };
  };
}

type All = readonly (readonly [option: string, capability: Capability])[];

const listed = (all: All, name: "countries" | "currencies" | "channels") => (column: Column) => {
  const lists = new Map(
    all.flatMap(([option, { [name]: list }]) => (list === undefined ? [] : [[option, new Set<string>(list)] as const])),
  );
  const remembered = new Map<string, ReadonlySet<string>>();
  return {
    keepsBack: (value: Json) => {
      const text = String(value);
      const found = remembered.get(text);
      if (found !== undefined) return found;
      const back = new Set([...lists].filter(([, list]) => !list.has(text)).map(([option]) => option));
      if (remembered.size < mostRemembered) remembered.set(text, back);
      return back;
    },
    why: (option: string, value: Json) => ({
      expected: { in: [...lists.get(option)!] },
      reason: `it cannot be used with ${column.name} ${String(value)}`,
    }),
  };
};

const offering = (all: All) => (column: Column) => {
  const offers = new Map(all.map(([option, capability]) => [option, new Set<string>(capability.offers)]));
  return {
    keepsBack: (value: Json) => {
      const asked = value as readonly string[];
      if (asked.length === 0) return nobody;
      return new Set([...offers].filter(([, offered]) => !asked.every((each) => offered.has(each))).map(([option]) => option));
    },
    why: (option: string, value: Json) => {
      const lacking = (value as readonly string[]).filter((each) => !offers.get(option)!.has(each));
      return { expected: { hasAll: lacking }, reason: `it does not offer what ${column.name} asks for: ${lacking.join(", ")}` };
    },
  };
};

const limited = (all: All) => (column: Column) => {
  const limits = all.flatMap(([option, capability]) =>
    Object.entries(capability.limits ?? {}).map(([currency, { min, max }]) => {
      const minor = (amount: string | undefined): number | undefined => {
        const read = amount === undefined ? undefined : readConstant({ ...column, currency }, amount);
        return read !== undefined && "value" in read ? (read.value.key as number) : undefined;
      };
      return { option, currency, min, max, least: minor(min) ?? -Infinity, most: minor(max) ?? Infinity };
    }),
  );
  const inCurrency = Map.groupBy(limits, ({ currency }) => currency);
  return {
    keepsBack: (value: Json) => {
      if (!isMoney(value)) return nobody;
      const outside = inCurrency.get(value.currency)?.filter(({ least, most }) => value.minor < least || value.minor > most) ?? [];
      return outside.length === 0 ? nobody : new Set(outside.map(({ option }) => option));
    },
    why: (option: string, value: Json) => {
      const { currency, minor } = value as { currency: string; minor: number };
      const { min, max, least } = inCurrency.get(currency)!.find((each) => each.option === option)!;
      const expected: Cell = { range: [{ from: min ?? null, to: max ?? null, bounds: "[]" }] };
      return { expected, reason: minor < least ? `the amount is below ${min}` : `the amount is above ${max}` };
    },
  };
};
