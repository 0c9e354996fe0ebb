import type { Json, Logic } from "#metadata";

/** What a condition can ask of a field. Words for them are in the catalogue under run.filter. */
export const comparisons = [
  "is",
  "isNot",
  "contains",
  "notContains",
  "over",
  "under",
  "atLeast",
  "atMost",
  "between",
  "during",
  "anyOf",
  "noneOf",
  "hasAny",
  "hasNone",
  "some",
  "none",
  "isEmpty",
  "isNotEmpty",
  "holdsNone",
  "holdsSome",
] as const;
export type Comparison = (typeof comparisons)[number];

/** One question: a field, or one of a record that is referred to ("store.city"), and what of it. */
export interface Condition {
  readonly kind: "condition";
  readonly path: string;
  readonly is: Comparison;
  /** absent: not said yet. between: two values · anyOf and its like: a list; of people also "$user.id" and its like */
  readonly value?: Json | undefined;
  /** some, none: what is asked of the lines */
  readonly lines?: Group | undefined;
}

export interface Group {
  readonly kind: "group";
  /** all must hold, or any of them */
  readonly all: boolean;
  readonly parts: readonly Part[];
}

/** An expression that conditions cannot say: it stands as it is. */
export interface Locked {
  readonly kind: "locked";
  readonly logic: Logic;
}

export type Part = Condition | Group | Locked;

export const noConditions: Group = { kind: "group", all: true, parts: [] };

const valueless: ReadonlySet<Comparison> = new Set(["isEmpty", "isNotEmpty", "holdsNone", "holdsSome", "some", "none"]);
export const needsValue = (is: Comparison): boolean => !valueless.has(is);
export const takesList = (is: Comparison): boolean => is === "anyOf" || is === "noneOf" || is === "hasAny" || is === "hasNone";

/** Is everything said that it needs. */
export function isSaid({ is, value }: Condition): boolean {
  if (!needsValue(is)) return true;
  if (value === undefined || value === null || value === "") return false;
  if (is === "between") return Array.isArray(value) && value.length === 2 && value.every((each) => each !== null && each !== "");
  return !takesList(is) || (Array.isArray(value) && value.length > 0);
}

/** People of whom one only knows how they stand to who asks. */
export const isAsker = (value: unknown): boolean => typeof value === "string" && value.startsWith("$user.");
const isOnePerson = (name: string): boolean => name === "$user.id" || name === "$user.by";

/** The expression that conditions stand for; undefined: nothing is asked (yet). */
export function logicOf(part: Part): Logic | undefined {
  if (part.kind === "locked") return part.logic;
  if (part.kind === "condition") return isSaid(part) ? logicOfCondition(part) : undefined;
  const parts = part.parts.map(logicOf).filter((each) => each !== undefined);
  return parts.length <= 1 ? parts[0] : part.all ? { and: parts } : { or: parts };
}

function logicOfCondition({ path, is, value = null, lines }: Condition): Logic {
  const read = { var: path };
  switch (is) {
    case "is":
      return { "===": [read, value] };
    case "isNot":
      return { "!==": [read, value] };
    case "contains":
      return { in: [value, read] };
    case "notContains":
      return { "!": { in: [value, read] } };
    case "over":
      return { ">": [read, value] };
    case "under":
      return { "<": [read, value] };
    case "atLeast":
      return { ">=": [read, value] };
    case "atMost":
      return { "<=": [read, value] };
    case "between": {
      const [least = null, most = null] = value as readonly Json[];
      return { and: [{ ">=": [read, least] }, { "<=": [read, most] }] };
    }
    case "during":
      return { "date.during": [read, value] };
    case "anyOf":
      return among(read, value as readonly Json[]);
    case "noneOf":
      return { "!": among(read, value as readonly Json[]) };
    case "hasAny":
      return { some: [read, { in: [{ var: "" }, value] }] };
    case "hasNone":
      return { none: [read, { in: [{ var: "" }, value] }] };
    case "some":
      return { some: [read, logicOf(lines ?? noConditions) ?? true] };
    case "none":
      return { none: [read, logicOf(lines ?? noConditions) ?? true] };
    case "isEmpty":
      return { "===": [read, null] };
    case "isNotEmpty":
      return { "!==": [read, null] };
    // a list is no one value that could be compared
    case "holdsNone":
      return { "!": read };
    case "holdsSome":
      return { "!!": read };
  }
}

/** One of a list; who asks and the people around stand beside it, since they are lists of their own. */
function among(read: Logic, values: readonly Json[]): Logic {
  const plain = values.filter((value) => !isAsker(value));
  const parts: Logic[] = values
    .filter(isAsker)
    .map(String)
    .map((name) => (isOnePerson(name) ? { "===": [read, { var: name }] } : { in: [read, { var: name }] }));
  if (plain.length > 0) parts.push({ in: [read, plain] });
  return parts.length === 1 ? (parts[0] as Logic) : { or: parts };
}

/** What a list is asked for: the view's own and what somebody added. */
export function bothOf(one: Logic | undefined, other: Logic | undefined): Logic | undefined {
  return one === undefined ? other : other === undefined ? one : { and: [one, other] };
}

/** The expression an address holds; undefined where it holds none. */
export function readFilter(text: string | null): Logic | undefined {
  if (text === null || text === "") return undefined;
  try {
    return JSON.parse(text) as Logic;
  } catch {
    return undefined;
  }
}
