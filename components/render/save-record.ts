import { api, ApiProblem, withQuery } from "../data/api.ts";
import type { ShownField, ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import type { Said } from "./problem-words.ts";
import { idOfReference } from "./value.tsx";

type Changes = Readonly<Record<string, unknown>>;

/** Somebody else changed a field that is changed here too: which of the two shall stand. */
export interface Conflict {
  readonly kind: "conflict";
  readonly object: ShownObject;
  /** as it was read here */
  readonly before: RecordJson;
  /** as it stands by now */
  readonly theirs: RecordJson;
  readonly mine: Changes;
  readonly fields: readonly ShownField[];
}
/** A rule takes what is saved for a record that there is. */
export interface Duplicate {
  readonly kind: "duplicate";
  readonly object: ShownObject;
  readonly found: readonly FoundDuplicate[];
  /** every rule only asks */
  readonly mayGoOn: boolean;
}
export interface FoundDuplicate {
  /** what the server says of it, for words in the reader's language */
  readonly problem: Said;
  readonly fields: readonly string[];
  /** ids of those that may be seen */
  readonly records: readonly string[];
}
export type Question = Conflict | Duplicate;
/** What shall be saved instead; undefined: nothing for now. */
export type Answer = { readonly changes: Changes } | undefined;

type Host = (question: Question, answer: (answer: Answer) => void) => void;
let host: Host | undefined;

/** Where questions are shown. → no longer */
export function showQuestionsBy(next: Host): () => void {
  host = next;
  return () => {
    if (host === next) host = undefined;
  };
}

const ask = (question: Question): Promise<Answer> =>
  host === undefined ? Promise.resolve(undefined) : new Promise((answer) => host!(question, answer));

/** Others may go on changing while one looks; after so many times the answer stands as it is. */
const mostTimes = 5;

/**
 * Sends a change; what stands in its way and can be settled by whoever makes it is asked, and it is sent again.
 * `record`: what was read and is changed; absent: a new one. @throws ApiProblem for what was not settled.
 */
export async function saveRecord(object: ShownObject, given: RecordJson | undefined, all: Changes): Promise<RecordJson> {
  let record = given;
  let changes = all;
  let allowDuplicates = false;
  for (let time = 0; ; time++) {
    try {
      const path = record === undefined ? `/objects/${object.name}/records` : `/objects/${object.name}/records/${record.id}`;
      return await api<RecordJson>(withQuery(path, allowDuplicates ? { allowDuplicates: "true" } : {}), {
        method: record === undefined ? "POST" : "PATCH",
        body: changes,
        ...(record === undefined ? {} : { ifMatch: record.version }),
      });
    } catch (fault) {
      if (!(fault instanceof ApiProblem) || time >= mostTimes) throw fault;
      if (fault.status === 412 && record !== undefined) {
        const theirs = await api<RecordJson>(`/objects/${object.name}/records/${record.id}`);
        const fields = bothChanged(object, record, theirs, changes);
        if (fields.length > 0) {
          const answer = await ask({ kind: "conflict", object, before: record, theirs, mine: changes, fields });
          if (answer === undefined) throw fault;
          changes = answer.changes;
        }
        record = theirs;
        if (Object.keys(changes).length === 0) return theirs;
        continue;
      }
      const found = duplicatesIn(fault);
      if (found === undefined || allowDuplicates) throw fault;
      const answer = await ask({ kind: "duplicate", object, found: found.found, mayGoOn: found.mayGoOn });
      if (answer === undefined) throw fault;
      allowDuplicates = true;
    }
  }
}

/** Fields that are changed here and were changed elsewhere since, to something else. */
export function bothChanged(object: ShownObject, before: RecordJson, theirs: RecordJson, mine: Changes): readonly ShownField[] {
  return object.fields.filter(
    (field) =>
      Object.hasOwn(mine, field.name) &&
      !equal(before[field.name], theirs[field.name]) &&
      !equal(mine[field.name], theirs[field.name]) &&
      field.derivation === undefined,
  );
}

/** Records that were brought along stand for their ids. */
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? (value as unknown[]).map(plain)
    : typeof value === "object" && value !== null && "version" in value
      ? idOfReference(value)
      : (value ?? null);
const equal = (one: unknown, other: unknown): boolean => sorted(plain(one)) === sorted(plain(other));
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

function duplicatesIn(fault: ApiProblem): { readonly found: readonly FoundDuplicate[]; readonly mayGoOn: boolean } | undefined {
  // something else that is wrong is mended first
  if (fault.problems.length === 0 || fault.problems.some(({ code }) => code !== "possible_duplicate")) return undefined;
  const found = fault.problems.map((problem) => ({
    problem,
    fields: (problem.details?.["fields"] as string[] | undefined) ?? [],
    records: (problem.details?.["records"] as string[] | undefined) ?? [],
  }));
  return { found, mayGoOn: fault.problems.every(({ details }) => details?.["act"] === "ask") };
}
