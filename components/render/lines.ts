import type { Json } from "#metadata";
import { isTyped, type ShownField, type ShownObject } from "./object.ts";
import { checkRecord, isEmpty, readField, stateOf, type Fault, type RuleContext, type Values } from "./rules.ts";

/** One line in a form: a record's fields by name, its id once it is saved. */
export interface Line extends Values {
  readonly id?: string;
  /** goes with the next save */
  readonly _delete?: true;
  /** tells lines that are not saved yet apart; never sent */
  readonly _key?: string;
}

export const linesIn = (value: unknown): readonly Line[] => (Array.isArray(value) ? (value as Line[]) : []);

/** Fields of a line that people fill in: all but the one that refers to the record around. */
export const typedInLine = (detail: ShownObject, by: string): readonly ShownField[] =>
  detail.fields.filter((field) => isTyped(field) && field.derivation === undefined && field.name !== by);

/** A line that nobody has filled in yet is no line; what it starts with does not count. */
export const isBlank = (line: Line, detail: ShownObject, by: string, start: Values): boolean =>
  line.id === undefined &&
  typedInLine(detail, by).every(
    (field) => isEmpty(line[field.name]) || JSON.stringify(line[field.name]) === JSON.stringify(start[field.name]),
  );

/** What is wrong with lines: "<place>.<field>" → why; of a line as a whole "<place>._line". */
export function checkLines(
  detail: ShownObject,
  by: string,
  lines: readonly Line[],
  start: Values,
  context: RuleContext,
): Map<string, Fault> {
  const found = new Map<string, Fault>();
  lines.forEach((line, place) => {
    if (line._delete === true || isBlank(line, detail, by, start)) return;
    const faults = checkRecord(detail, line, context, (field, values) =>
      field.name === by ? undefined : stateOf(field, detail, values, context),
    );
    for (const [name, fault] of faults) found.set(`${place}.${name === "" ? "_line" : name}`, fault);
  });
  return found;
}

/**
 * Lines with their places in `order`, where they do not stand as they would by themselves: what has a larger place than the line before keeps
 * it, so that of a hundred lines one that was moved is written, and not all.
 */
export function withPlaces(
  lines: readonly Line[],
  before: readonly Line[],
  order: string,
  isNone: (line: Line) => boolean,
): readonly Line[] {
  const there = lines.filter((line) => line._delete !== true && !isNone(line));
  const known = there.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const asRead = before.flatMap(({ id }) => (id !== undefined && known.includes(id) ? [id] : []));
  const asTheyStood = known.every((id, at) => id === asRead[at]) && there.findLastIndex(({ id }) => id !== undefined) === known.length - 1;
  if (asTheyStood && there.every((line) => isEmpty(line[order]))) return lines;
  let last = 0;
  return lines.map((line) => {
    if (line._delete === true || isNone(line)) return line;
    const place = Number(line[order]);
    last = place > last ? place : last + 1;
    return place === last ? line : { ...line, [order]: last };
  });
}

/** What is sent of lines: those that are new, changed or gone. `at`: the place in the form of each that is sent. */
export function changedLines(
  detail: ShownObject,
  by: string,
  lines: readonly Line[],
  before: readonly Line[],
  start: Values,
): { readonly sent: readonly Readonly<Record<string, Json>>[]; readonly at: readonly number[] } {
  const known = new Map(before.flatMap((line) => (line.id === undefined ? [] : [[line.id, line] as const])));
  const sent: Record<string, Json>[] = [];
  const at: number[] = [];
  lines.forEach((line, place) => {
    const add = (part: Record<string, Json>) => {
      sent.push(part);
      at.push(place);
    };
    if (line._delete === true) {
      if (line.id !== undefined) add({ id: line.id, _delete: true });
      return;
    }
    if (isBlank(line, detail, by, start)) return;
    const old = line.id === undefined ? undefined : known.get(line.id);
    const part: Record<string, Json> = {};
    for (const field of typedInLine(detail, by)) {
      const read = readField(field, line[field.name]);
      if ("fault" in read) continue;
      const next = read.value ?? null;
      const was = old === undefined ? null : (referenceOf(old[field.name]) ?? null);
      if (JSON.stringify(next) !== JSON.stringify(was)) part[field.name] = next;
    }
    if (line.id === undefined) add(Object.fromEntries(Object.entries(part).filter(([, value]) => value !== null)));
    else if (Object.keys(part).length > 0) add({ id: line.id, ...part });
  });
  return { sent, at };
}

/** A record that was brought along stands for its id. */
export const referenceOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "id" in value && "version" in value ? value.id : value;

/** The sum of a column: exact, of amounts of one currency; undefined where there is nothing to add up. */
export function sumOf(field: ShownField, values: readonly unknown[]): unknown {
  const type = field.fieldType.type(field.settings);
  const there = values.filter((value) => !isEmpty(value));
  if (there.length === 0) return undefined;
  if (type === "money") {
    const amounts = there.filter(
      (each): each is { currency: string; minor: number } => typeof each === "object" && each !== null && "minor" in each,
    );
    const currency = amounts[0]?.currency;
    if (currency === undefined || amounts.some((each) => each.currency !== currency)) return undefined;
    return { currency, minor: amounts.reduce((sum, { minor }) => sum + minor, 0) };
  }
  if (type === "decimal") {
    const texts = there.map(String).filter((each) => /^-?[0-9]+(\.[0-9]+)?$/u.test(each));
    const scale = Math.max(0, ...texts.map((each) => each.split(".")[1]?.length ?? 0));
    const sum = texts.reduce((total, each) => {
      const [whole = "0", part = ""] = each.split(".");
      return total + BigInt(whole + part.padEnd(scale, "0"));
    }, 0n);
    const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, "0");
    return `${sum < 0n ? "-" : ""}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
  }
  return type === "number" ? there.reduce<number>((sum, each) => sum + (Number(each) || 0), 0) : undefined;
}
