import { generateNKeysBetween } from "fractional-indexing";
import type { Capability, CapabilityFact, Json, Rotation, Routing, TableDocument } from "#metadata";
import type { Command } from "../../designer/commands/index.ts";
import { orderedIds } from "../../designer/order.ts";
import type { Column } from "../column.ts";

export const capabilityFacts: readonly CapabilityFact[] = ["country", "currency", "channel", "amount", "needs"];

/** Which columns may play a part in the routing, as the check of tables has it. */
const takes: Readonly<
  Record<CapabilityFact | keyof Rotation | "option" | "show" | "reason" | "rank" | "split", readonly Column["type"][]>
> = {
  country: ["enum", "text"],
  currency: ["enum", "text"],
  channel: ["enum", "text"],
  amount: ["money"],
  needs: ["set"],
  option: ["enum", "text", "reference"],
  show: ["boolean"],
  reason: ["text", "enum"],
  rank: ["number"],
  split: ["text", "enum", "reference", "number"],
  among: ["text", "enum", "reference"],
  to: ["text", "enum", "reference"],
  turn: ["number"],
  away: ["set"],
};

export type PartOfRouting = keyof typeof takes;

const outputParts: ReadonlySet<PartOfRouting> = new Set(["option", "show", "reason", "rank", "among", "to"]);

export const columnsFor = (part: PartOfRouting, columns: readonly Column[]): readonly Column[] =>
  columns.filter(
    ({ side, type, list }) =>
      (side === "output") === outputParts.has(part) && takes[part].includes(type) && (list === true) === (part === "among"),
  );

/** The routing a table begins with: parts are guessed by the names and types of its columns. Such a table collects. */
export function beginRouting(table: TableDocument, columns: readonly Column[], option: string): Command[] {
  const document = `table/${table.name}` as const;
  const guess = (part: PartOfRouting): string | undefined => {
    const fitting = columnsFor(part, columns).filter(({ id }) => id !== option);
    const named = fitting.find(({ name }) => name.includes(part === "show" ? "show" : part));
    return (named ?? (part === "amount" || part === "show" ? fitting[0] : undefined))?.id;
  };
  const parts = Object.fromEntries(
    (["show", "reason", "rank"] as const).flatMap((part) => {
      const id = guess(part);
      return id === undefined ? [] : [[part, id]];
    }),
  );
  const facts = Object.fromEntries(
    capabilityFacts.flatMap((fact) => {
      const id = guess(fact);
      return id === undefined ? [] : [[fact, id]];
    }),
  );
  const set = (path: readonly string[], value: Json | undefined): Command => ({ do: "set", document, path, value });
  return [
    set(["hit"], "C"),
    ...(table.onMultiple === undefined ? [] : [set(["onMultiple"], undefined)]),
    ...(table.rotation === undefined ? [] : [set(["rotation"], undefined)]),
    set(["routing"], { option, ...parts, ...(Object.keys(facts).length === 0 ? {} : { facts }) }),
  ];
}

/** What can be offered at all: the column's options, else what rows, capabilities, arms and the fallback name; in their order. */
export function offeredIn(table: TableDocument, routing: Routing, option: Column | undefined): string[] {
  const listed = option?.options.map(({ id }) => id) ?? [];
  const named = Object.values(table.rows).flatMap(({ out }) => {
    const given = out[routing.option];
    return typeof given === "object" ? [] : given === undefined ? [] : [String(given)];
  });
  const arms = Object.values(routing.split?.arms ?? {}).flatMap(({ options }) => options.map(String));
  return [...new Set([...listed, ...named, ...Object.keys(routing.capabilities ?? {}), ...arms, ...(routing.fallback ?? []).map(String)])];
}

/** Each arm's share of the customers, in its order. @returns share from 0 to 1; all 0 where nothing is weighed */
export function sharesOf(split: NonNullable<Routing["split"]>): { readonly id: string; readonly share: number }[] {
  const ids = orderedIds(split.arms as unknown as Json);
  const all = ids.reduce((sum, id) => sum + split.arms[id]!.weight, 0);
  return ids.map((id) => ({ id, share: all === 0 ? 0 : split.arms[id]!.weight / all }));
}

/** A split to begin with: two arms of equal weight, the first two options in both orders. */
export function newSplit(key: string, options: readonly string[]): NonNullable<Routing["split"]> {
  const [first = "", second = first] = options;
  const [one = "", other = ""] = generateNKeysBetween(null, null, 2);
  return {
    key,
    arms: {
      a: { order: one, weight: 50, options: [first] },
      b: { order: other, weight: 50, options: [second] },
    },
  };
}

/** Rows that show options and rows that hide them; off rows count for nothing. */
export function rowsThat(table: TableDocument, routing: Routing): { readonly show: number; readonly hide: number } {
  const rows = Object.values(table.rows).filter(({ enabled, out }) => enabled !== false && out[routing.option] !== undefined);
  const hide = routing.show === undefined ? 0 : rows.filter(({ out }) => out[routing.show!] === false).length;
  return { show: rows.length - hide, hide };
}

/** Without what says nothing; undefined: nothing is left. */
export function saidOf(capability: Capability): Capability | undefined {
  const kept = Object.entries(capability).filter(([, each]) =>
    Array.isArray(each) ? each.length > 0 : Object.keys(each as object).length > 0,
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The turns a table begins to take: lists of outputs are handed round. undefined: columns for it are missing. Only where one row answers. */
export function beginRotation(table: TableDocument, columns: readonly Column[]): Command[] | undefined {
  const document = `table/${table.name}` as const;
  const [among] = columnsFor("among", columns);
  const to = columnsFor("to", columns).find(({ type }) => type === among?.type);
  const [turn] = columnsFor("turn", columns);
  if (among === undefined || to === undefined || turn === undefined) return undefined;
  const away = columnsFor("away", columns).find(({ name }) => name.includes("away"));
  const answersOnce = ["U", "A", "P", "F"].includes(table.hit);
  return [
    ...(answersOnce ? [] : [{ do: "set", document, path: ["hit"], value: "F" } as const]),
    {
      do: "set",
      document,
      path: ["rotation"],
      value: { among: among.id, to: to.id, turn: turn.id, ...(away === undefined ? {} : { away: away.id }) },
    },
  ];
}
