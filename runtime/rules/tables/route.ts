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
} from "#metadata";
import { assign } from "../splits/index.ts";
import type { CompiledRow } from "./compile-table.ts";
import type { Failing } from "./explain.ts";

type Output = Readonly<Record<string, Json>>;

/** An option that is not offered: at which stage it went, and why as a code. */
export interface Hidden {
  readonly option: Json;
  readonly stage: "capability" | "rules";
  /** capability_country, capability_currency, capability_channel, capability_amount, capability_needs · the row's reason, or hidden_by_row · no_row: nothing shows it */
  readonly code: string;
  /** the row that hides it, or came closest to showing it */
  readonly row?: string;
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
  readonly route: (found: readonly CompiledRow[], values: Values, outputOf: (row: CompiledRow) => Output) => Result<Routed>;
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
  const checks = checksOf(routing, inputs);
  const capabilities = new Map(Object.entries(routing.capabilities ?? {}));
  const split = routing.split;
  const arms = split === undefined ? [] : inOrder(split.arms);
  const keyPlace = inputs.findIndex((each) => each.id === split?.key);
  const known = [
    ...new Set([...(optionColumn.options ?? []), ...Object.values(table.rows).flatMap((row) => optionsIn(row.out[routing.option]))]),
  ];

  const unfit: Route["unfit"] = (of, values) => {
    const capability = capabilities.get(String(of));
    if (capability === undefined) return undefined;
    for (const check of checks) {
      const failing = check(capability, values);
      if (failing !== undefined) return failing;
    }
    return undefined;
  };

  const route: Route["route"] = (found, values, outputOf) => {
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
    for (const of of new Set([...known, ...shown.keys()])) {
      const failing = unfit(of, values);
      if (failing !== undefined) unable.set(of, { option: of, stage: "capability", code: failing.code, failing: [failing] });
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
    const gone = known
      .filter((of) => !left.some(({ output }) => String(output[option]) === of))
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

type Check = (capability: Capability, values: Values) => Failing | undefined;

function checksOf({ facts = {} }: Routing, inputs: readonly Column[]): readonly Check[] {
  const checks: Check[] = [];
  const over = (
    id: string | undefined,
    check: (capability: Capability, value: Json, column: Column) => Omit<Failing, "input" | "actual"> | undefined,
  ): void => {
    const place = inputs.findIndex((each) => each.id === id);
    const column = inputs[place];
    if (column === undefined) return;
    checks.push((capability, values) => {
      const value = values(place);
      if (value === undefined || value === null) return undefined;
      const failing = check(capability, value, column);
      return failing === undefined ? undefined : { input: column.name, actual: value, ...failing };
    });
  };
  const listed = (name: "countries" | "currencies" | "channels", code: string) => (capability: Capability, value: Json, column: Column) => {
    const list = capability[name];
    if (list === undefined || list.includes(String(value))) return undefined;
    const expected: Cell = { in: list };
    return { code, expected, reason: `it cannot be used with ${column.name} ${String(value)}` };
  };
  over(facts.country, listed("countries", "capability_country"));
  over(facts.currency, listed("currencies", "capability_currency"));
  over(facts.channel, listed("channels", "capability_channel"));
  over(facts.needs, ({ offers = [] }, value, column) => {
    const lacking = (value as readonly string[]).filter((each) => !offers.includes(each));
    if (lacking.length === 0) return undefined;
    return {
      code: "capability_needs",
      expected: { hasAll: lacking },
      reason: `it does not offer what ${column.name} asks for: ${lacking.join(", ")}`,
    };
  });
  over(facts.amount, ({ limits = {} }, value, column) => {
    if (!isMoney(value) || !Object.hasOwn(limits, value.currency)) return undefined;
    const { min, max } = limits[value.currency]!;
    const minor = (amount: string | undefined): number | undefined => {
      const read = amount === undefined ? undefined : readConstant({ ...column, currency: value.currency }, amount);
      return read !== undefined && "value" in read ? (read.value.key as number) : undefined;
    };
    const [least, most] = [minor(min), minor(max)];
    if ((least === undefined || value.minor >= least) && (most === undefined || value.minor <= most)) return undefined;
    const expected: Cell = { range: [{ from: min ?? null, to: max ?? null, bounds: "[]" }] };
    const below = least !== undefined && value.minor < least;
    return { code: "capability_amount", expected, reason: below ? `the amount is below ${min}` : `the amount is above ${max}` };
  });
  return checks;
}
