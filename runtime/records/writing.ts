import type { Tx } from "#db";
import { ok, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { grantedOn, moment, type Granted } from "./allowed.ts";
import type { Change } from "./change.ts";
import type { Data } from "./judge.ts";
import type { StoredRecord } from "./record.ts";

/** One change of many: `path` is where its problems stand in what was sent. */
export interface Asked {
  readonly path?: string;
  /** update, delete, restore: which record. create: chosen by the platform itself */
  readonly id?: string;
  readonly values?: unknown;
  readonly ifMatch?: string | number;
}

export interface ManyOptions {
  /** all: one that is refused refuses the others too · each: the others are written. Default all */
  readonly outcome?: "all" | "each";
  /** the job whose act this is part of: it stands in the history */
  readonly jobId?: string;
  /** the moment of the act that this is part of: what goes with a record goes at the same */
  readonly now?: string;
  /** duplicate rules that only ask have been answered */
  readonly allowDuplicates?: boolean;
  /** The platform places records as they are to stand, a package's examples: they need not begin at the beginning. */
  readonly placed?: boolean;
  /** Somebody else sees to it that the records are found, by a job. */
  readonly searchLater?: boolean;
  /** The caller ends the transaction right after, so that what is written last travels with its COMMIT: errors come out there. */
  readonly last?: boolean;
}

/** A record on its way: from what was asked for to what is written. Steps change `data`; whatever has problems is not written. */
export interface Draft {
  readonly index: number;
  readonly asked: Asked;
  /** "/3": its problems stand below it while it is on its way */
  readonly path: string;
  readonly id: string;
  /** absent when it is made */
  readonly before?: Data;
  /** the record as it was found */
  readonly standing?: StoredRecord;
  data: Record<string, Json>;
  /** the columns that every record has, as they will be */
  record: Omit<StoredRecord, "data">;
  /** what the change names, by field id; null empties */
  readonly given: ReadonlyMap<string, Json | null>;
  /** lines that come with it, by the id of the field that stands for them */
  readonly lines?: ReadonlyMap<string, readonly unknown[]>;
  /** fields whose value could not be read */
  readonly failed: ReadonlySet<string>;
  readonly problems: Problem[];
  /** what was sent is no record at all: rules over it would say nothing */
  readonly unreadable?: boolean;
}

/** Many changes of one kind of the records of one object, in one transaction. */
export interface Writing extends Granted {
  readonly tx: Tx;
  readonly effective: Effective;
  readonly actor: Actor;
  readonly act: Change["act"];
  readonly now: string;
  readonly at: ReturnType<typeof moment>["at"];
  readonly options: ManyOptions;
  /** what was asked for, in order; refused before there was a draft: its problems */
  readonly outcomes: (Draft | { readonly path: string; readonly asked: Asked; readonly problems: Problem[] })[];
  /** those still on their way */
  drafts: Draft[];
}

/** The actor's right to the act, before anything of the records is known. */
export function beginWriting(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  act: Change["act"],
  objectName: string,
  asked: readonly Asked[],
  options: ManyOptions,
): Result<Writing> {
  const verb = act === "restore" ? "delete" : act;
  const granted = grantedOn(effective, actor, objectName, verb, asked[0]?.id);
  if (!granted.ok) return granted;
  return ok({ ...granted.value, tx, effective, actor, act, ...moment(actor, options.now), options, outcomes: [], drafts: [] });
}

const placeOf = /^\/([0-9]+)/;

/** Gives each problem to the record it stands under. */
export function refuse(writing: Writing, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const place = placeOf.exec(problem.path);
    const one = place === null ? undefined : writing.outcomes[Number(place[1])];
    // of the change as a whole: nobody of it goes on
    if (one === undefined) for (const each of writing.outcomes) each.problems.push({ ...problem, path: each.path });
    else one.problems.push(problem);
  }
}

/** Goes on with those that nothing is wrong with. False: there is nobody to go on with. */
export function goOn(writing: Writing): boolean {
  const refused = writing.outcomes.some(({ problems }) => problems.length > 0);
  if (refused) writing.drafts = writing.options.outcome === "each" ? writing.drafts.filter(({ problems }) => problems.length === 0) : [];
  return writing.drafts.length > 0;
}

/** Problems as they stand in what was sent. */
export const problemsOf = ({ path, asked, problems }: Writing["outcomes"][number]): Problem[] =>
  problems.map((each) => ({
    ...each,
    path: `${asked.path ?? ""}${each.path.startsWith(path) ? each.path.slice(path.length) : each.path}`,
  }));
