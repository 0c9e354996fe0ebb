import { columnOf, inOrder, type Cell, type Json, type TableDocument } from "#metadata";
import { reasonFor, type Because, type Failing, type Held, type Hidden, type HiddenBy } from "#runtime/rules";

/** What stands in place of a personal fact wherever somebody reads it. */
export const personal = { personal: true } as const;

export const personalInputs = (table: TableDocument): ReadonlySet<string> =>
  new Set(Object.values(table.inputs).flatMap((input) => (input.personal === true ? [input.name] : [])));

/** A table in which those inputs are personal, too, that another state of it calls so, by id or by name. */
export function personalToo(table: TableDocument, other: TableDocument | undefined): TableDocument {
  if (other === undefined) return table;
  const names = personalInputs(other);
  const inputs = Object.entries(table.inputs).map(([id, input]) => {
    const isPersonal = input.personal === true || other.inputs[id]?.personal === true || names.has(input.name);
    return [id, isPersonal ? { ...input, personal: true as const } : input] as const;
  });
  return { ...table, inputs: Object.fromEntries(inputs) };
}

/** A claim without what it says of a person: that it concerns a personal fact is said instead. */
export interface ToldFailing extends Failing {
  readonly personal?: true;
  /** the log does not know the fact well enough to be sure */
  readonly unsure?: true;
}
export interface ToldHeld extends Held {
  readonly personal?: true;
}

export interface Mask {
  readonly failing: (failing: Failing) => ToldFailing;
  readonly held: (held: Held) => ToldHeld;
  readonly hidden: (
    hidden: HiddenBy,
  ) => Omit<HiddenBy, "cells" | "failing"> & { readonly cells?: readonly ToldHeld[]; readonly failing?: readonly ToldFailing[] };
  readonly facts: (facts: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>;
}

/** Keeps personal facts out of what is told. `unsure`: whether a cell cannot be known to fail. */
export function maskOf(table: TableDocument, unsure: (input: string, cell: Cell) => boolean = () => false): Mask {
  const names = personalInputs(table);
  const columns = new Map(inOrder(table.inputs).map((each) => [each.name, columnOf(each.id, each, table, {})]));
  const failing: Mask["failing"] = (told) => {
    if (!names.has(told.input)) return told;
    return {
      ...told,
      actual: personal,
      reason: told.actual === null ? told.reason : reasonFor(told, columns.get(told.input)!),
      personal: true,
      ...(unsure(told.input, told.expected) ? { unsure: true } : {}),
    };
  };
  const held: Mask["held"] = (told) => (names.has(told.input) ? { ...told, actual: personal, personal: true } : told);
  return {
    failing,
    held,
    hidden: ({ cells, failing: why, ...rest }) => ({
      ...rest,
      ...(cells === undefined ? {} : { cells: cells.map(held) }),
      ...(why === undefined ? {} : { failing: why.map(failing) }),
    }),
    facts: (facts) => Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, names.has(name) ? personal : value])),
  };
}

/** The same for what a table itself says of why. */
export function maskDecision<Told extends { readonly because?: readonly Because[]; readonly hidden?: readonly Hidden[] }>(
  table: TableDocument,
  told: Told,
): Told {
  if (personalInputs(table).size === 0 || (told.because === undefined && told.hidden === undefined)) return told;
  const mask = maskOf(table);
  const all = <Each extends { readonly failing?: readonly Failing[] }>(list: readonly Each[] | undefined): readonly Each[] | undefined =>
    list?.map((each) => (each.failing === undefined ? each : { ...each, failing: each.failing.map(mask.failing) }));
  const [because, hidden] = [all(told.because), all(told.hidden)];
  return { ...told, ...(because === undefined ? {} : { because }), ...(hidden === undefined ? {} : { hidden }) };
}
