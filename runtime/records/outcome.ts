import type { Tx } from "#db";
import { ok, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Right } from "../permissions/access.ts";
import { mostProblems } from "./drafts.ts";
import { showing, type RecordJson, type StoredRecord } from "./record.ts";
import type { Written } from "./remember.ts";
import { problemsOf, type Asked, type ManyOptions, type Writing } from "./writing.ts";

/** What many changes come to, in the order in which they were asked for. With `outcome: "all"` every one of them went through. */
export interface WroteMany {
  readonly outcomes: readonly Result<StoredRecord>[];
  /** a written record as the actor sees it */
  readonly show: (stored: StoredRecord) => RecordJson;
  /** the written ones */
  readonly records: readonly RecordJson[];
  readonly work: boolean;
}

/** Undoes what was begun because somebody's input is wrong. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("refused");
    this.problems = problems;
  }
}

/** Changes of one kind of the records of one object: as many statements for all of them as for one. */
export type Many = (
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: string,
  asked: readonly Asked[],
  options?: ManyOptions,
) => Promise<Result<WroteMany>>;

/** What comes of the writing: with `outcome: "all"` problems of any of them refuse all. */
export function answer(writing: Writing, written: readonly Written[], work: boolean): Result<WroteMany> {
  const { outcomes, options } = writing;
  if (options.outcome !== "each") {
    const problems = outcomes.flatMap(problemsOf);
    if (problems.length > 0) return refused(...problems.slice(0, mostProblems));
  }
  const byId = new Map(written.map(({ stored }) => [stored.id, stored]));
  return ok(
    manyOf(
      writing,
      outcomes.map((each) => (each.problems.length > 0 || !("id" in each) ? refused(...problemsOf(each)) : ok(byId.get(each.id)!))),
      work,
    ),
  );
}

/** Outcomes as they are given back. */
export function manyOf({ object, access, right }: Writing, outcomes: readonly Result<StoredRecord>[], work: boolean): WroteMany {
  const seen = seenFields(object, access.read ?? right);
  const show = showing(seen);
  return {
    outcomes,
    show,
    get records() {
      return outcomes.flatMap((each) => (each.ok ? [show(each.value)] : []));
    },
    work,
  };
}

const seenFields = (object: ResolvedObject, right: Right) => object.fields.filter((field) => right.sees(field.name));
