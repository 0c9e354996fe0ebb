import {
  inOrder,
  isMoney,
  ok,
  problem,
  readConstant,
  refused,
  type Capability,
  type Cell,
  type Column,
  type Json,
  type Result,
  type Routing,
  type TableDocument,
  type Text,
} from "#metadata";
import { assign } from "../splits/index.ts";
import type { CompiledRow } from "./compile-row.ts";
import type { Failing } from "./explain.ts";

type Output = Readonly<Record<string, Json>>;

/** An option that is not offered: at which stage it went, and why as a code. */
export interface Hidden {
  readonly option: Json;
  readonly stage: "capability" | "rules";
  /** capability_country, capability_currency, capability_channel, capability_amount, capability_needs · the row's reason, or hidden_by_row · no_row: nothing shows it */
  readonly code: string;
  /** the code in words, with `explain` */
  readonly text?: Text;
  /** the row that hides it, or with `explain` the one that came closest to showing it */
  readonly row?: string;
  /** with `explain` */
  readonly failing?: readonly Failing[];
}

export interface SplitTaken {
  readonly arm: string;
  readonly bucket: number;
  readonly of: number;
  /** the arm of the key had nothing to offer, so the next one took its place */
  readonly instead?: string;
}

export interface Routed {
  readonly given: readonly Output[];
  readonly from: readonly CompiledRow[];
  readonly hidden: readonly Hidden[];
  readonly split?: SplitTaken;
  /** nothing was left, and this is what the table falls back on */
  readonly fallback?: true;
}

/** A table's way from the rows that hit to a choice of options, its parts looked up once. */
export interface Route {
  readonly route: (
    found: readonly CompiledRow[],
    values: Values,
    outputOf: (row: CompiledRow) => Output,
    explain: boolean,
  ) => Result<Routed>;
  /** why a capability keeps an option back; undefined: none does */
  readonly unfit: (option: Json, values: Values) => Failing | undefined;
}

/** A fact by its column's place. */
type Values = (place: number) => Json | undefined;

export function compileRoute(table: TableDocument, routing: Routing, inputs: readonly Column[], outputs: readonly Column[]): Route {
  const nameOf = (id: string | undefined): string | undefined => outputs.find((each) => each.id === id)?.name;
  const [option, show, reason, rank] = [routing.option, routing.show, routing.reason, routing.rank].map(nameOf) as [
    string,
    ...(string | undefined)[],
  ];
  const optionColumn = outputs.find((each) => each.id === routing.option)!;
  const checks = new Map(Object.entries(routing.capabilities ?? {}).map(([of, capability]) => [of, checksOf(capability, routing, inputs)]));
  const split = routing.split;
  const arms = split === undefined ? [] : inOrder(split.arms);
  const keyPlace = inputs.findIndex((each) => each.id === split?.key);
  const known = [
    ...new Set([...(optionColumn.options ?? []), ...Object.values(table.rows).flatMap((row) => optionsIn(row.out[routing.option]))]),
  ];

  const lacking = (of: string, values: Values): Check | undefined => checks.get(of)?.find((check) => !check.fits(values(check.place)));
  const unfit: Route["unfit"] = (of, values) => {
    const check = lacking(String(of), values);
    return check === undefined ? undefined : failingOf(check, values);
  };

  const route: Route["route"] = (found, values, outputOf, explain) => {
    const shown = new Map<string, { readonly row: CompiledRow; readonly output: Output; readonly rank: number }>();
    const hidden = new Map<string, Hidden>();
    for (const row of found) {
      const output = outputOf(row);
      const of = output[option];
      if (of === undefined || of === null) continue;
      const key = String(of);
      if (show !== undefined && output[show] === false) {
        const code = reason === undefined ? undefined : output[reason];
        if (!hidden.has(key))
          hidden.set(key, { option: of, stage: "rules", code: typeof code === "string" ? code : "hidden_by_row", row: row.id });
        continue;
      }
      const place = rank === undefined ? 0 : Number(output[rank] ?? Infinity);
      const before = shown.get(key);
      if (before === undefined || place < before.rank) shown.set(key, { row, output, rank: place });
    }
    const unable = new Map<string, Hidden>();
    for (const of of shown.size === 0 ? known : new Set([...known, ...shown.keys()])) {
      const check = lacking(of, values);
      if (check === undefined) continue;
      const failing = explain ? { failing: [failingOf(check, values)] } : {};
      unable.set(of, { option: of, stage: "capability", code: check.code, ...failing });
    }
    const left = [...shown.values()].filter(({ output }) => !hidden.has(String(output[option])) && !unable.has(String(output[option])));
    // sort keeps the rows' order among equals
    if (rank !== undefined) left.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
    const taken =
      arms.length === 0
        ? undefined
        : takeArm(
            left.map(({ output }) => String(output[option])),
            values(keyPlace),
          );
    if (taken !== undefined) {
      const first = new Map(taken.options.map((each, index) => [each, index]));
      const place = ({ output }: (typeof left)[number]): number => first.get(String(output[option])) ?? first.size;
      left.sort((a, b) => place(a) - place(b));
    }
    const offered = new Set(left.map(({ output }) => String(output[option])));
    const gone = known
      .filter((of) => !offered.has(of))
      .map((of): Hidden => unable.get(of) ?? hidden.get(of) ?? { option: of, stage: "rules", code: "no_row" });
    const splitTaken = taken === undefined ? {} : { split: taken.taken };
    if (left.length > 0 || routing.fallback === undefined)
      return ok({ given: left.map(({ output }) => output), from: left.map(({ row }) => row), hidden: gone, ...splitTaken });
    const rest = routing.fallback.filter((of) => !hidden.has(String(of)) && !unable.has(String(of)));
    if (rest.length === 0)
      return refused(
        problem("nothing_offered", "", `The table ${table.name} has nothing to offer, nor anything to fall back on`, {
          details: { hidden: gone },
        }),
      );
    const names = new Set(rest.map(String));
    return ok({
      given: rest.map((of) => ({ [option]: of })),
      from: [],
      hidden: gone.filter(({ option: of }) => !names.has(String(of))),
      ...splitTaken,
      fallback: true,
    });
  };

  /** The arm of a key, or the next one that has something to offer. */
  function takeArm(left: readonly string[], key: Json | undefined): { options: readonly string[]; taken: SplitTaken } | undefined {
    const assigned = key === undefined || key === null ? undefined : assign(arms, split!.salt ?? table.id, String(key));
    if (assigned === undefined) return undefined;
    const start = arms.indexOf(assigned.arm);
    for (let step = 0; step < arms.length; step++) {
      const arm = arms[(start + step) % arms.length]!;
      const options = arm.options.map(String).filter((each) => left.includes(each));
      if (options.length === 0) continue;
      const { bucket, of } = assigned;
      return { options, taken: { arm: assigned.arm.id, bucket, of, ...(step === 0 ? {} : { instead: arm.id }) } };
    }
    return undefined;
  }

  return { route, unfit };
}

const optionsIn = (given: unknown): string[] => (given === undefined || typeof given === "object" ? [] : [String(given)]);

/** What a capability asks of one fact; what is absent is asked nothing. */
interface Check {
  /** of the fact's column */
  readonly place: number;
  readonly input: string;
  readonly code: string;
  readonly fits: (value: Json | undefined) => boolean;
  /** of a value that does not fit */
  readonly why: (value: Json) => Pick<Failing, "expected" | "reason">;
}

function failingOf({ place, input, code, why }: Check, values: Values): Failing {
  const actual = values(place)!;
  return { input, actual, code, ...why(actual) };
}

function checksOf(capability: Capability, { facts = {} }: Routing, inputs: readonly Column[]): readonly Check[] {
  const checks: Check[] = [];
  const over = (
    id: string | undefined,
    code: string,
    asks: (column: Column) => { readonly fits: (value: Json) => boolean; readonly why: Check["why"] },
  ): void => {
    const place = inputs.findIndex((each) => each.id === id);
    const column = inputs[place];
    if (column === undefined) return;
    const { fits, why } = asks(column);
    checks.push({ place, input: column.name, code, why, fits: (value) => value === undefined || value === null || fits(value) });
  };
  const listed = (id: string | undefined, code: string, list: readonly string[] | undefined): void => {
    if (list === undefined) return;
    const known = new Set(list);
    over(id, code, ({ name }) => ({
      fits: (value) => known.has(String(value)),
      why: (value) => ({ expected: { in: [...list] }, reason: `it cannot be used with ${name} ${String(value)}` }),
    }));
  };
  listed(facts.country, "capability_country", capability.countries);
  listed(facts.currency, "capability_currency", capability.currencies);
  listed(facts.channel, "capability_channel", capability.channels);
  over(facts.needs, "capability_needs", ({ name }) => {
    const offers = new Set(capability.offers);
    const missing = (value: Json): string[] => (value as readonly string[]).filter((each) => !offers.has(each));
    return {
      fits: (value) => (value as readonly string[]).every((each) => offers.has(each)),
      why: (value) => ({
        expected: { hasAll: missing(value) },
        reason: `it does not offer what ${name} asks for: ${missing(value).join(", ")}`,
      }),
    };
  });
  over(facts.amount, "capability_amount", (column) => {
    const limits = new Map(
      Object.entries(capability.limits ?? {}).map(([currency, { min, max }]) => {
        const minor = (amount: string | undefined): number | undefined => {
          const read = amount === undefined ? undefined : readConstant({ ...column, currency }, amount);
          return read !== undefined && "value" in read ? (read.value.key as number) : undefined;
        };
        return [currency, { min, max, least: minor(min), most: minor(max) }] as const;
      }),
    );
    const below = (value: Json): boolean => isMoney(value) && value.minor < (limits.get(value.currency)?.least ?? -Infinity);
    const above = (value: Json): boolean => isMoney(value) && value.minor > (limits.get(value.currency)?.most ?? Infinity);
    return {
      fits: (value) => !below(value) && !above(value),
      why: (value) => {
        const { min, max } = limits.get((value as { currency: string }).currency)!;
        const expected: Cell = { range: [{ from: min ?? null, to: max ?? null, bounds: "[]" }] };
        return { expected, reason: below(value) ? `the amount is below ${min}` : `the amount is above ${max}` };
      },
    };
  });
  return checks;
}
