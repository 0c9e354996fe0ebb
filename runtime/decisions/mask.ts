import type { Cell, Json, TableDocument } from "#metadata";
import type { Because, Failing, Held, Hidden, HiddenBy } from "#runtime/rules";
import { reads } from "./personal.ts";

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

type Personal = typeof personal;

/** A claim without what it says of a person: that it concerns a personal fact is said instead, of the fact and of the cell that looked at it. */
export interface ToldFailing extends Omit<Failing, "expected"> {
  readonly expected: Cell | Personal;
  readonly personal?: true;
  /** the log does not know the fact well enough to be sure */
  readonly unsure?: true;
}
export interface ToldHeld extends Omit<Held, "expected"> {
  readonly expected: Cell | Personal;
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

/** A cell that a fact met or did not meet says what the fact is, where it is known which; one that asks whether it is given does not. */
const toldCell = (cell: Cell): Cell | Personal => ("missing" in cell || "present" in cell || "any" in cell ? cell : personal);

/** Whether a code says no more than that something does not match: which way it failed would tell of the fact. */
const keptCode = (code: string): boolean => code === "absent" || code === "present" || code.startsWith("capability_");

/** In words that tell neither the fact nor the cell. */
function reasonFor({ input, code }: Pick<Failing, "input" | "code">): string {
  if (code === "absent") return `${input} is not given`;
  return code === "present" ? `${input} is given, and must not be` : `it cannot be used with this ${input}`;
}

/** Keeps personal facts out of what is told. `unsure`: whether a cell cannot be known to fail. */
export function maskOf(table: TableDocument, unsure: (input: string, cell: Cell) => boolean = () => false): Mask {
  const names = personalInputs(table);
  // an expression in another column may look at a personal fact
  const concerns = ({ input, expected }: Pick<Held, "input" | "expected">): boolean =>
    names.has(input) || ("logic" in expected && reads(expected.logic, names));
  const failing: Mask["failing"] = (told) => {
    if (!concerns(told)) return told;
    const { input, code, expected } = told;
    return {
      ...told,
      actual: names.has(input) ? personal : told.actual,
      expected: toldCell(expected),
      code: keptCode(code) ? code : "fails",
      reason: keptCode(code) ? reasonFor(told) : `${input} does not match`,
      personal: true,
      ...(unsure(input, expected) ? { unsure: true } : {}),
    };
  };
  const held: Mask["held"] = (told) =>
    concerns(told)
      ? { ...told, actual: names.has(told.input) ? personal : told.actual, expected: toldCell(told.expected), personal: true }
      : told;
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

/** The same for what a table itself says of why; what its authors noted at its rows is told to those who may read them. */
export function maskDecision<Told extends { readonly because?: readonly Because[]; readonly hidden?: readonly Hidden[] }>(
  table: TableDocument,
  told: Told,
  { notes }: { readonly notes: boolean },
): Told {
  if (told.because === undefined && told.hidden === undefined) return told;
  if (!notes && told.because !== undefined)
    return maskDecision(table, { ...told, because: told.because.map(withoutNote) }, { notes: true });
  if (personalInputs(table).size === 0) return told;
  const mask = maskOf(table);
  const all = <Each extends { readonly failing?: readonly Failing[] }>(list: readonly Each[] | undefined) =>
    list?.map((each) => (each.failing === undefined ? each : { ...each, failing: each.failing.map(mask.failing) }));
  const [because, hidden] = [all(told.because), all(told.hidden)];
  return { ...told, ...(because === undefined ? {} : { because }), ...(hidden === undefined ? {} : { hidden }) };
}

const withoutNote = ({ label: _, ...because }: Because): Because => because;
