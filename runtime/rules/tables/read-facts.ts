import { closest, isMoney, kindOf, pointer, problem, readFact, type Column, type Problem, type Result } from "#metadata";
import type { Key } from "./compile-cell.ts";
import type { Keys } from "./row-index.ts";

/** Called this way, V8 knows the answer inside a loop over the same object's names; `Object.hasOwn` would be asked each time. */
const hasOwn = Object.prototype.hasOwnProperty;

/** Reads facts by name into keys by the columns' places. */
export class FactReader {
  readonly #columns: readonly Column[];
  readonly #table: string;
  readonly #places: ReadonlyMap<string, number>;
  /** used by one question after another: they are answered before the next is asked */
  readonly #keys: (Key | undefined)[];
  /** names as the facts before had them, one after another, and their places: those who ask mostly name them in one order */
  readonly #order: string[] = [];
  readonly #orderPlaces: number[] = [];

  constructor(columns: readonly Column[], table: string) {
    this.#columns = columns;
    this.#table = table;
    this.#places = new Map(columns.map(({ name }, place) => [name, place]));
    this.#keys = columns.map(() => undefined);
  }

  /** Facts that are all known and in their canonical form, as most are; undefined where a closer look is needed. Holds until the next are read. */
  quick(facts: unknown): Keys | undefined {
    if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return undefined;
    const keys = this.#keys;
    for (let place = 0; place < keys.length; place++) keys[place] = undefined;
    let n = 0;
    // V8 reads what this loop names without looking it up; a name that is inherited is none of theirs, and the closer look says so
    for (const name in facts) {
      if (!hasOwn.call(facts, name)) return undefined;
      const value = (facts as Record<string, unknown>)[name];
      const place = name === this.#order[n] ? this.#orderPlaces[n]! : this.#placeOf(name, n);
      n++;
      if (place < 0) return undefined;
      if (value === undefined || value === null) continue;
      const key = quickKey(this.#columns[place]!, value);
      if (key === undefined) return undefined;
      keys[place] = key;
    }
    return keys;
  }

  /** −1: no column has that name. */
  #placeOf(name: string, n: number): number {
    const place = this.#places.get(name);
    // nothing of names that are none stays here
    if (place === undefined || n >= this.#columns.length) return place ?? -1;
    this.#order[n] = name;
    this.#orderPlaces[n] = place;
    return place;
  }

  /** Any facts. Unknown names and values that are no facts of their columns are problems, all at once. */
  read(facts: unknown): Result<Keys> {
    if (typeof facts !== "object" || facts === null || Array.isArray(facts)) {
      return { ok: false, problems: [problem("wrong_type", "", `Facts are an object by name, not ${kindOf(facts)}`)] };
    }
    const problems: Problem[] = [];
    let known = 0;
    const keys = this.#columns.map((column) => {
      if (!Object.hasOwn(facts, column.name)) return undefined;
      known += 1;
      const given = (facts as Record<string, unknown>)[column.name];
      if (given === undefined || given === null) return undefined;
      const read = readFact(column, given);
      if ("value" in read) return read.value.key;
      problems.push(problem(read.unreadable.code, pointer(column.name), read.unreadable.message));
      return undefined;
    });
    const given = Object.keys(facts);
    if (given.length > known) problems.unshift(...unknownFacts(given, this.#columns, this.#table));
    return problems.length > 0 ? { ok: false, problems } : { ok: true, value: keys };
  }
}

/** The key of a fact that is already in its canonical form; undefined where a closer look is needed. */
function quickKey(column: Column, value: unknown): Key | undefined {
  switch (column.type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "enum":
      return typeof value === "string" && column.options?.has(value) !== false ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value + 0 : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "money":
      return isMoney(value) && value.currency === column.currency ? value.minor + 0 : undefined;
    default:
      return undefined;
  }
}

function unknownFacts(given: readonly string[], inputs: readonly Column[], table: string): readonly Problem[] {
  const names = inputs.map((each) => each.name);
  return given
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = closest(name, names);
      const message = `The table ${table} has no input "${name.slice(0, 64)}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
      return problem("unknown_field", pointer(name), message, { details: { known: names } });
    });
}
