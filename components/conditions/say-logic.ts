import type { Json, Logic } from "#metadata";

/** What a sentence is made with: templates of the catalogue, and what people call the things that are read. */
export interface Sayings {
  /** a template of `studio.say` with its values filled in */
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  /** what a path is called; undefined: nothing better than the path */
  readonly nameOf: (path: string) => string | undefined;
  /** a constant in words, beside the path it is compared with where there is one */
  readonly valueOf: (value: Json, beside: string | undefined) => string | undefined;
  /** several clauses of which all or any hold; several values, of which it is any; several that follow one another */
  readonly list: (parts: readonly string[], type: ListType) => string;
}
type ListType = "and" | "or" | "any" | "items";

/** How a language lists things. In Chinese, words for clauses are others than those for values. */
export function listsIn(locale: string): Sayings["list"] {
  const format = (type: "conjunction" | "disjunction" | "unit") => new Intl.ListFormat(locale, { type, style: "long" });
  const [and, or, items] = [format("conjunction"), format("disjunction"), format("unit")];
  const isChinese = locale.startsWith("zh");
  return (parts, type) => {
    if (type === "items") return isChinese ? parts.join("、") : items.format(parts);
    if (type === "any" || !isChinese) return (type === "and" ? and : or).format(parts);
    return parts.join(type === "and" ? "，且" : "，或");
  };
}

/** No space between two Chinese characters, whatever they came from. */
const close = (text: string): string => text.replaceAll(/(?<=[\p{Script=Han}”）]) (?=[\p{Script=Han}“（])/gu, "");

/** How tightly the words hold together; a looser part within a tighter one stands in brackets. */
const tightness = { or: 0, and: 1, phrase: 2, sum: 3, product: 4, word: 5 } as const;
type Tightness = keyof typeof tightness;
interface Said {
  readonly text: string;
  readonly holds: Tightness;
}

/** Deeper than this nobody follows a sentence. */
const deepest = 40;

/** An expression as a sentence. Every operator has words; what is no expression is said as it is written. */
export function sayLogic(logic: Logic, sayings: Sayings): string {
  return close(saying(logic, { ...sayings, within: undefined, depth: 0 }).text);
}

interface At extends Sayings {
  /** the list whose members are spoken of */
  readonly within: string | undefined;
  readonly depth: number;
}

type SayCall = (operands: readonly Json[], at: At) => Said;

function saying(logic: Json, at: At): Said {
  if (at.depth > deepest) return word("…");
  const call = callOf(logic);
  if (call === undefined) return word(constant(logic, undefined, at));
  const [name, operands] = call;
  const say = Object.hasOwn(calls, name) ? calls[name] : undefined;
  return say === undefined ? word(JSON.stringify(logic)) : say(operands, { ...at, depth: at.depth + 1 });
}

const word = (text: string): Said => ({ text, holds: "word" });
const phrase = (text: string): Said => ({ text, holds: "phrase" });

/** The words of a part; in brackets where it would fall apart. */
function part(logic: Json | undefined, at: At, needs: Tightness = "sum"): string {
  if (logic === undefined) return "…";
  const { text, holds } = saying(logic, at);
  return tightness[holds] < tightness[needs] ? at.say("brackets", { inside: text }) : text;
}

/** The words of a part that is compared with another: constants are called what the other's values are called. */
const beside = (logic: Json | undefined, other: Json | undefined, at: At): string =>
  logic === undefined || callOf(logic) !== undefined ? part(logic, at) : constant(logic, pathOf(other, at), at);

function constant(value: Json, path: string | undefined, at: At): string {
  const said = at.valueOf(value, path);
  if (said !== undefined) return said;
  if (value === null) return at.say("nothing");
  if (typeof value === "boolean") return at.say(value ? "yes" : "no");
  if (typeof value === "string") return at.say("text", { text: value });
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) {
    const parts = (value as readonly Json[]).map((each) => beside(each, path === undefined ? undefined : { var: path }, at));
    return parts.length === 0 ? at.say("emptyList") : at.list(parts, "items");
  }
  return JSON.stringify(value);
}

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function callOf(logic: Json): readonly [string, readonly Json[]] | undefined {
  if (!isObject(logic)) return undefined;
  const [name, ...more] = Object.keys(logic);
  if (name === undefined || more.length > 0) return undefined;
  const operands = logic[name] as Json;
  return [name, Array.isArray(operands) ? (operands as readonly Json[]) : [operands]];
}

/** The full path of what an expression reads, if it only reads. */
function pathOf(logic: Json | undefined, at: At): string | undefined {
  const call = logic === undefined ? undefined : callOf(logic);
  const path = call?.[0] === "var" ? call[1][0] : undefined;
  return typeof path !== "string" ? undefined : within(path, at);
}

const within = (path: string, { within: list }: At): string =>
  list === undefined || path.startsWith("$") ? path : path === "" ? list : `${list}.${path}`;

function read([path, otherwise]: readonly Json[], at: At): Said {
  if (typeof path !== "string") return word(JSON.stringify({ var: path ?? "" }));
  const name =
    path === "" && at.within !== undefined
      ? at.say("it")
      : path === "accumulator" || path === "current"
        ? at.say(path)
        : (at.nameOf(within(path, at)) ?? at.nameOf(path) ?? path);
  return otherwise === undefined ? word(name) : phrase(at.say("orElse", { a: name, b: part(otherwise, at) }));
}

const two =
  (key: string): SayCall =>
  ([a, b], at) =>
    phrase(at.say(key, { a: beside(a, b, at), b: beside(b, a, at) }));

/** Equality: with nothing, and with yes and no, people say it otherwise. */
const equality =
  (key: "is" | "isNot"): SayCall =>
  (operands, at) => {
    const [a, b] = operands;
    if (b === null) return phrase(at.say(key === "is" ? "isEmpty" : "isNotEmpty", { a: part(a, at) }));
    return two(key)(operands, at);
  };

const ordered =
  (key: string, between: string | undefined): SayCall =>
  (operands, at) => {
    const [a, b, c] = operands;
    if (c === undefined || between === undefined) return two(key)(operands, at);
    return phrase(at.say(between, { a: beside(a, b, at), b: part(b, at), c: beside(c, b, at) }));
  };

const joined =
  (type: "and" | "or"): SayCall =>
  (operands, at) =>
    operands.length === 1
      ? saying(operands[0]!, at)
      : // what is joined by "and" within "or" needs no brackets to a machine, but to people
        {
          text: at.list(
            operands.map((each) => part(each, at, "phrase")),
            type,
          ),
          holds: type,
        };

const sign =
  (key: string, holds: "sum" | "product"): SayCall =>
  (operands, at) => {
    const tighter = holds === "sum" ? "product" : "word";
    const [first, ...rest] = operands.map((each, index) => figure(each) ?? part(each, at, index === 0 ? holds : tighter));
    return { text: rest.reduce((text, each) => at.say(key, { a: text, b: each }), first ?? "…"), holds };
  };

/** Exact numbers are written as texts: among numbers they are said as numbers. */
const figure = (logic: Json): string | undefined => (typeof logic === "string" && /^-?[0-9]+(\.[0-9]+)?$/.test(logic) ? logic : undefined);

const minus: SayCall = (operands, at) =>
  operands.length === 1
    ? { text: at.say("negative", { a: part(operands[0], at, "word") }), holds: "product" }
    : sign("minus", "sum")(operands, at);

const listed =
  (key: string): SayCall =>
  (operands, at) =>
    phrase(
      at.say(key, {
        all: at.list(
          operands.map((each) => part(each, at)),
          "items",
        ),
      }),
    );

/** Over the members of a list: what is said of each is said of "it". */
const over =
  (key: string): SayCall =>
  ([list, body], at) => {
    const inner = { ...at, within: (list === undefined ? undefined : pathOf(list, at)) ?? "" };
    if (body === true && key === "some") return phrase(at.say("hasAny", { a: part(list, at) }));
    if (body === true && key === "none") return phrase(at.say("hasNone", { a: part(list, at) }));
    return phrase(at.say(key, { a: part(list, at), b: part(body, inner, "or") }));
  };

const isIn: SayCall = ([item, list], at) => {
  if (Array.isArray(list)) {
    const values = (list as readonly Json[]).map((each) => beside(each, item, at));
    if (values.length === 1) return phrase(at.say("is", { a: part(item, at), b: values[0]! }));
    return phrase(at.say("in", { a: part(item, at), all: at.list(values, "any") }));
  }
  // a constant within what is read: text in text, or a member of a list
  return item !== undefined && callOf(item) === undefined
    ? phrase(at.say("contains", { a: part(list, at), b: beside(item, list, at) }))
    : phrase(at.say("among", { a: part(item, at), b: part(list, at) }));
};

const not: SayCall = ([inner], at) => {
  const call = inner === undefined ? undefined : callOf(inner);
  if (call?.[0] === "in") {
    const [item, list] = call[1];
    if (Array.isArray(list)) {
      const values = (list as readonly Json[]).map((each) => beside(each, item, at));
      return phrase(
        at.say(values.length === 1 ? "isNot" : "notIn", { a: part(item, at), b: values[0] ?? "", all: at.list(values, "any") }),
      );
    }
    if (item !== undefined && callOf(item) === undefined)
      return phrase(at.say("containsNot", { a: part(list, at), b: beside(item, list, at) }));
  }
  if (call?.[0] === "var") return phrase(at.say("holdsNot", { a: part(inner, at) }));
  return phrase(at.say("not", { a: part(inner, at, "or") }));
};

const choose: SayCall = (operands, at) => {
  const ways: string[] = [];
  let rest = operands;
  while (rest.length > 1) {
    ways.push(at.say(ways.length === 0 ? "if" : "elseIf", { a: part(rest[0], at, "or"), b: part(rest[1], at, "or") }));
    rest = rest.slice(2);
  }
  if (rest.length === 1) ways.push(ways.length === 0 ? part(rest[0], at, "or") : at.say("else", { a: part(rest[0], at, "or") }));
  return { text: ways.join(at.say("thenNext")), holds: "or" };
};

const paths = (operands: readonly Json[], at: At): string => {
  const all = Array.isArray(operands[0]) ? (operands[0] as readonly Json[]) : operands;
  return at.list(
    all.map((each) => (typeof each === "string" ? (at.nameOf(within(each, at)) ?? each) : part(each, at))),
    "items",
  );
};

/** The words of every operator, by its name. */
const calls: Readonly<Record<string, SayCall>> = {
  var: read,
  missing: (operands, at) => phrase(at.say("missing", { all: paths(operands, at) })),
  missing_some: ([count, all], at) =>
    phrase(at.say("missingSome", { count: part(count, at), all: paths(all === undefined ? [] : [all], at) })),
  if: choose,
  "?:": choose,
  and: joined("and"),
  or: joined("or"),
  "!": not,
  "!!": ([inner], at) => phrase(at.say("holds", { a: part(inner, at) })),
  "===": equality("is"),
  "!==": equality("isNot"),
  "==": equality("is"),
  "!=": equality("isNot"),
  "<": ordered("under", "strictlyBetween"),
  "<=": ordered("atMost", "between"),
  ">": ordered("over", undefined),
  ">=": ordered("atLeast", undefined),
  max: listed("max"),
  min: listed("min"),
  "+": sign("plus", "sum"),
  "-": minus,
  "*": sign("times", "product"),
  "/": sign("dividedBy", "product"),
  "%": sign("remainder", "product"),
  map: over("map"),
  filter: over("filter"),
  all: over("all"),
  none: over("none"),
  some: over("some"),
  reduce: ([list, body, from], at) =>
    phrase(at.say("reduce", { a: part(list, at), b: part(body, at, "or"), c: from === undefined ? "…" : part(from, at) })),
  merge: listed("merge"),
  in: isIn,
  cat: listed("cat"),
  substr: ([text, from, length], at) =>
    phrase(
      length === undefined
        ? at.say("substrFrom", { a: part(text, at), b: part(from, at) })
        : at.say("substr", { a: part(text, at), b: part(from, at), c: part(length, at) }),
    ),
  "dec.add": sign("plus", "sum"),
  "dec.sub": minus,
  "dec.mul": sign("times", "product"),
  "dec.div": sign("dividedBy", "product"),
  "dec.round": ([value, places, mode], at) =>
    phrase(
      mode === undefined
        ? at.say("round", { a: part(value, at), b: part(places, at) })
        : at.say("roundBy", {
            a: part(value, at),
            b: part(places, at),
            mode: typeof mode === "string" ? mode.replaceAll("_", " ") : part(mode, at),
          }),
    ),
  "money.add": sign("plus", "sum"),
  "money.sub": minus,
  "money.mul": sign("times", "product"),
  "money.of": ([amount, currency], at) => phrase(at.say("moneyOf", { a: unquoted(amount, at), b: unquoted(currency, at) })),
  "money.amount": ([money], at) => phrase(at.say("moneyAmount", { a: part(money, at) })),
  "date.add": ([day, days], at) => phrase(at.say("dateAdd", { a: part(day, at), b: part(days, at) })),
  "date.days": ([from, to], at) => phrase(at.say("dateDays", { a: part(from, at), b: part(to, at) })),
  "date.during": ([day, period], at) =>
    phrase(
      at.say("during", { a: part(day, at), b: typeof period === "string" ? (at.valueOf(period, "$period") ?? period) : part(period, at) }),
    ),
};

/** Operators that have words. */
export const sayable: ReadonlySet<string> = new Set(Object.keys(calls));

const unquoted = (logic: Json | undefined, at: At): string => (typeof logic === "string" ? logic : part(logic, at));
