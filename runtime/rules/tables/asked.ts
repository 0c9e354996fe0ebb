import { pointer, problem, readConstant, readFact, type Column, type ColumnValue, type Json, type Problem } from "#metadata";
import type { Expression, Work } from "../compile-expression.ts";
import { EvaluationError } from "../evaluation-error.ts";
import { limits } from "../limits.ts";
import type { CompiledRow } from "./compile-row.ts";

type Facts = Readonly<Record<string, unknown>>;

/** One question to a table, for the expressions in its cells and outputs: the facts as they know them, made when the first one asks. */
export class Asked {
  readonly problems: Problem[] = [];
  readonly #facts: Facts;
  readonly #inputs: readonly Column[];
  /** ms */
  readonly time: number;
  readonly #timezone: string | undefined;
  /** one evaluation after another may take long though none does by itself */
  readonly #work: Work;
  #values: readonly (ColumnValue | undefined)[] | undefined;
  #known: Record<string, Json> | undefined;

  constructor(facts: Facts, inputs: readonly Column[], time: number, timezone: string | undefined, work: Work = { left: limits.decision }) {
    this.#facts = facts;
    this.#inputs = inputs;
    this.time = time;
    this.#timezone = timezone;
    this.#work = work;
  }

  /** The facts in the columns' order. They have been read once without a problem. */
  get values(): readonly (ColumnValue | undefined)[] {
    this.#values ??= this.#inputs.map((column) => {
      const given = Object.hasOwn(this.#facts, column.name) ? this.#facts[column.name] : undefined;
      const read = given === undefined || given === null ? undefined : readFact(column, given);
      return read !== undefined && "value" in read ? read.value : undefined;
    });
    return this.#values;
  }

  /** What is not known for that reason must not be told as if it were. */
  get isSpent(): boolean {
    return this.#work.left <= 0;
  }

  /** Whether an expression of a row is true; a problem that it meets is kept. */
  holds(row: CompiledRow, { column, expression }: CompiledRow["asks"][number]): boolean {
    return this.#evaluate(expression, `${pointer("rows", row.id)}/cells${pointer(this.#inputs[column]!.id)}`) === true;
  }

  /** What a row gives, expressions computed. A value that does not fit its output is a problem. */
  outputOf(row: CompiledRow): Readonly<Record<string, Json>> {
    if (row.computed.length === 0) return row.output;
    const output: Record<string, Json> = { ...row.output };
    for (const { column, expression } of row.computed) {
      const path = `${row.id === "" ? "/default" : pointer("rows", row.id)}/out${pointer(column.id)}`;
      const value = this.#evaluate(expression, path);
      if (value === null || value === undefined) continue;
      if (column.list !== Array.isArray(value)) {
        this.problems.push(problem("wrong_type", path, `"${column.name}" gives ${column.list ? "a list" : "one value, not a list"}`));
        continue;
      }
      const read = (Array.isArray(value) ? value : [value]).map((each) => readConstant(column, each));
      if (read.some((each) => "unreadable" in each)) this.#refuse(column, Array.isArray(value) ? value : [value], path);
      const values = read.flatMap((each) => ("value" in each ? [each.value.json] : []));
      output[column.name] = column.list ? values : (values[0] ?? null);
    }
    return output;
  }

  /** What was computed from facts is told no more than they are. */
  #refuse(column: Column, values: readonly unknown[], path: string): void {
    for (const value of values) {
      const read = readConstant({ ...column, personal: true }, value);
      if ("unreadable" in read) this.problems.push(problem(read.unreadable.code, path, read.unreadable.message));
    }
  }

  #evaluate(expression: Expression, path: string): unknown {
    if (this.#known === undefined) {
      this.#known = Object.create(null) as Record<string, Json>;
      for (const [index, value] of this.values.entries()) if (value !== undefined) this.#known[this.#inputs[index]!.name] = value.json;
    }
    try {
      return expression.evaluate(this.#known, { now: new Date(this.time).toISOString(), timezone: this.#timezone, work: this.#work });
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.problems.push(problem(error.code, path, error.message));
      return undefined;
    }
  }
}
