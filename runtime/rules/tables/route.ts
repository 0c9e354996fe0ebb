import { inOrder, ok, problem, refused, type Column, type Json, type Result, type Routing, type TableDocument, type Text } from "#metadata";
import { assign } from "../splits/index.ts";
import { compileCapabilities, type Values } from "./capabilities.ts";
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

export function compileRoute(table: TableDocument, routing: Routing, inputs: readonly Column[], outputs: readonly Column[]): Route {
  const nameOf = (id: string | undefined): string | undefined => outputs.find((each) => each.id === id)?.name;
  const [option, show, reason, rank] = [routing.option, routing.show, routing.reason, routing.rank].map(nameOf) as [
    string,
    ...(string | undefined)[],
  ];
  const optionColumn = outputs.find((each) => each.id === routing.option)!;
  const capabilities = compileCapabilities(routing, inputs);
  const split = routing.split;
  const arms = split === undefined ? [] : inOrder(split.arms);
  const keyPlace = inputs.findIndex((each) => each.id === split?.key);
  const known = [
    ...new Set([...(optionColumn.options ?? []), ...Object.values(table.rows).flatMap((row) => optionsIn(row.out[routing.option]))]),
  ];

  const unfit: Route["unfit"] = (of, values) => capabilities(values)(String(of))?.failing(String(of), values);

  /** Most options are hidden for the same few reasons again and again: each is said once. */
  const reasons = new Map<string, Hidden>();
  const hiddenBy = (of: string, stage: Hidden["stage"], code: string): Hidden => {
    const name = `${code} ${of}`;
    const said = reasons.get(name);
    if (said !== undefined) return said;
    const made = Object.freeze({ option: of, stage, code });
    reasons.set(name, made);
    return made;
  };

  const route: Route["route"] = (found, values, outputOf, explain) => {
    const shown = new Map<string, { readonly of: string; readonly row: CompiledRow; readonly output: Output; readonly rank: number }>();
    const hidden = new Map<string, Hidden>();
    for (const row of found) {
      const output = outputOf(row);
      const named = output[option];
      if (named === undefined || named === null) continue;
      const of = String(named);
      if (show !== undefined && output[show] === false) {
        const code = reason === undefined ? undefined : output[reason];
        if (!hidden.has(of))
          hidden.set(of, { option: named, stage: "rules", code: typeof code === "string" ? code : "hidden_by_row", row: row.id });
        continue;
      }
      const place = rank === undefined ? 0 : Number(output[rank] ?? Infinity);
      const before = shown.get(of);
      if (before === undefined || place < before.rank) shown.set(of, { of, row, output, rank: place });
    }
    const unable = capabilities(values);
    const left = [...shown.values()].filter(({ of }) => !hidden.has(of) && unable(of) === undefined);
    // sort keeps the rows' order among equals
    if (rank !== undefined) left.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
    const taken =
      arms.length === 0
        ? undefined
        : takeArm(
            left.map(({ of }) => of),
            values(keyPlace),
          );
    if (taken !== undefined) {
      const first = new Map(taken.options.map((each, index) => [each, index]));
      const place = ({ of }: (typeof left)[number]): number => first.get(of) ?? first.size;
      left.sort((a, b) => place(a) - place(b));
    }
    const offered = new Set(left.map(({ of }) => of));
    const gone: Hidden[] = [];
    for (const of of known) {
      if (offered.has(of)) continue;
      const check = unable(of);
      if (check === undefined) gone.push(hidden.get(of) ?? hiddenBy(of, "rules", "no_row"));
      else if (explain) gone.push({ option: of, stage: "capability", code: check.code, failing: [check.failing(of, values)] });
      else gone.push(hiddenBy(of, "capability", check.code));
    }
    const splitTaken = taken === undefined ? {} : { split: taken.taken };
    if (left.length > 0 || routing.fallback === undefined)
      return ok({ given: left.map(({ output }) => output), from: left.map(({ row }) => row), hidden: gone, ...splitTaken });
    const rest = routing.fallback.filter((of) => !hidden.has(String(of)) && unable(String(of)) === undefined);
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
