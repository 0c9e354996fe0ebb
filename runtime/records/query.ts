import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import { freezeDeep } from "../freeze-deep.ts";
import { guardJson, isStorable } from "./guard.ts";
import { recent } from "./recent.ts";

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** What is asked of one object, as the outside says it: names, not yet known to exist. */
export interface RecordQuery {
  readonly filter?: Json;
  readonly sort?: readonly SortKey[];
  /** records of one page, 1…500; absent = 50 */
  readonly limit?: number;
  readonly cursor?: string;
  /** fields to answer with; absent = all that may be seen */
  readonly fields?: readonly string[];
  /** fields to answer with the records they lead to, and what those lead to: "customer.region" */
  readonly expand?: readonly string[];
  /** text to look for in the text fields */
  readonly q?: string;
  readonly count?: "exact" | "estimate" | "none";
  /** the plan in place of records, for those who design */
  readonly explain?: "plan";
}

const known = ["filter", "sort", "limit", "cursor", "fields", "expand", "q", "count", "explain"] as const;

/** What one query may cost. At the limit everything still works. */
export const limits = {
  page: 500,
  pageDefault: 50,
  filterText: 16_384,
  /** values in a filter, operators and operands together */
  filterSize: 1_000,
  sortKeys: 5,
  names: 500,
  expands: 10,
  searchText: 200,
  cursorText: 8_192,
} as const;

const lately = recent<Result<RecordQuery>>(500);

/** Reads the parameters of a list call. Everything wrong at once; paths are /{parameter}. What is asked again is read once: it is frozen. */
export function parseQuery(params: URLSearchParams | Iterable<readonly [string, string]>): Result<RecordQuery> {
  const all = [...params];
  return lately.of(JSON.stringify(all), () => {
    const read = readQuery(all);
    freezeDeep(read);
    return read;
  });
}

function readQuery(params: readonly (readonly [string, string])[]): Result<RecordQuery> {
  const problems: Problem[] = [];
  const given = new Map<string, string>();
  for (const [name, value] of params) {
    if (!(known as readonly string[]).includes(name)) {
      problems.push(problem("invalid_query", `/${name}`, `There is no parameter "${name}".`, { help: `Use ${known.join(", ")}.` }));
    } else if (given.has(name)) problems.push(problem("invalid_query", `/${name}`, `The parameter "${name}" stands twice.`));
    else given.set(name, value);
  }

  const query: { -readonly [K in keyof RecordQuery]: RecordQuery[K] } = {};
  const filter = given.get("filter");
  if (filter !== undefined && filter !== "") {
    const parsed = parseFilter(filter);
    if (parsed.ok) query.filter = parsed.value;
    else problems.push(...parsed.problems);
  }
  const sort = given.get("sort");
  if (sort !== undefined && sort !== "") {
    query.sort = parseSort(sort);
    if (query.sort.length > limits.sortKeys) {
      problems.push(problem("invalid_query", "/sort", `Sort by at most ${limits.sortKeys} fields.`));
    }
  }
  const limit = given.get("limit");
  if (limit !== undefined) {
    if (!/^[0-9]{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > limits.page) {
      problems.push(problem("invalid_query", "/limit", `"limit" is a whole number from 1 to ${limits.page}.`));
    } else query.limit = Number(limit);
  }
  const cursor = given.get("cursor");
  if (cursor !== undefined && cursor !== "") {
    if (cursor.length > limits.cursorText) problems.push(problem("invalid_cursor", "/cursor", "The cursor is not one of ours."));
    else query.cursor = cursor;
  }
  const fields = given.get("fields");
  if (fields !== undefined && fields !== "") query.fields = names(fields, "/fields", limits.names, problems);
  const expand = given.get("expand");
  if (expand !== undefined && expand !== "") query.expand = names(expand, "/expand", limits.expands, problems);
  const q = given.get("q");
  if (q !== undefined && q.trim() !== "") {
    if ([...q].length > limits.searchText)
      problems.push(
        problem("invalid_query", "/q", `Search for at most ${limits.searchText} characters.`, {
          reason: "search",
          details: { limit: limits.searchText },
        }),
      );
    else if (!isStorable(q)) problems.push(problem("invalid_query", "/q", "The text holds a character that no record can hold."));
    else query.q = q.trim();
  }
  const count = given.get("count");
  if (count !== undefined) {
    if (count === "exact" || count === "estimate" || count === "none") query.count = count;
    else problems.push(problem("invalid_query", "/count", `"count" is exact, estimate or none.`));
  }
  const explain = given.get("explain");
  if (explain === "plan") query.explain = explain;
  else if (explain !== undefined) problems.push(problem("invalid_query", "/explain", `"explain" is plan.`));
  return problems.length > 0 ? refused(...problems) : ok(query);
}

function parseFilter(text: string): Result<Json> {
  if (text.length > limits.filterText) {
    return refused(problem("too_large", "/filter", `A filter has at most ${limits.filterText} characters.`));
  }
  let filter: Json;
  try {
    filter = JSON.parse(text);
  } catch {
    return refused(problem("invalid_query", "/filter", `"filter" is not JSON.`, { help: "Send a JSON Logic expression, URL-encoded." }));
  }
  return guardFilter(filter);
}

/** A filter from outside as far as it can be judged without the object. */
export function guardFilter(filter: Json): Result<Json> {
  const problems = guardJson(filter, "/filter", { depth: 64, size: limits.filterSize });
  return problems.length > 0 ? refused(...problems) : ok(filter);
}

/** "-placed_at,price" → keys in order. */
export const parseSort = (text: string): SortKey[] =>
  text.split(",").map((part) => {
    const name = part.trim();
    return name.startsWith("-") ? { field: name.slice(1), descending: true } : { field: name, descending: false };
  });

function names(text: string, path: string, most: number, problems: Problem[]): string[] {
  const found = [...new Set(text.split(",").map((each) => each.trim()))];
  if (found.length > most) problems.push(problem("invalid_query", path, `Name at most ${most} fields.`));
  return found;
}
