import { inLocale, type Field, type ObjectDocument, type TableDocument, type Text } from "#metadata";
import { sizeText } from "../data/size-text.ts";
import { listedOptions, shownObject } from "./object.ts";

/** A problem as far as words go: found here, or told by the server. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  /** words that the tenant wrote himself */
  readonly text?: Text | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** What a screen knows: labels are shown in place of API names. */
export interface Known {
  readonly object: Readonly<Record<string, ObjectDocument>>;
  readonly table: Readonly<Record<string, TableDocument>>;
}

/** Words of the catalogue (area `common`), by key. */
export interface Words {
  (key: never, values?: Record<string, string | number>): string;
  readonly has: (key: never) => boolean;
  readonly raw: (key: never) => unknown;
}

/** Codes whose words alone say little: who reads English is told the server's own sentence where no reason says more. */
const broad = new Set([
  "invalid",
  "wrong_type",
  "out_of_range",
  "not_an_option",
  "invalid_query",
  "not_found",
  "forbidden",
  "limit_exceeded",
  "too_large",
  "evaluation_error",
  "unreadable_file",
  "not_undoable",
]);

/**
 * A problem in the reader's language: the tenant's own words, else those of its reason, else those of its code, else what the server
 * said. Words that need a fact which is not there are passed over.
 */
export function sayProblem(problem: Said, locale: string, t: Words, known: Known): string {
  const { code, message, details = {} } = problem;
  const own = problem.text ?? details["text"];
  if (typeof own === "string" || (typeof own === "object" && own !== null)) {
    const text = inLocale(own as Text, locale);
    if (text !== "") return text;
  }
  const facts = factsOf(details, locale, known, (inner) => sayProblem(inner, locale, t, known));
  const reason = details["reason"];
  const exact = typeof reason === "string" ? wordsOf(`reason.${code}.${reason}`, t, facts) : undefined;
  if (exact !== undefined) return exact;
  if (locale === "en" && message !== "" && broad.has(code)) return message;
  return wordsOf(`problem.${code}`, t, facts) ?? (message || t("problem.invalid" as never));
}

/** The field that a problem is at; undefined where its path names none of `object`. */
export function fieldAt(problem: Said, object: ObjectDocument): Field | undefined {
  const names = (problem.path ?? "").split("/");
  return Object.values(object.fields).find(({ name }) => names.includes(name));
}

function wordsOf(key: string, t: Words, facts: Readonly<Record<string, string | number>>): string | undefined {
  if (!t.has(key as never)) return undefined;
  const text = t.raw(key as never);
  if (typeof text !== "string") return undefined;
  const wanted = Array.from(text.matchAll(/\{(\w+)\s*[,}]/gu), (match) => match[1]!);
  return wanted.every((name) => facts[name] !== undefined && facts[name] !== "") ? t(key as never, facts) : undefined;
}

/** Details as they are read: names as labels, states as their options, sizes, amounts and lists written out. */
function factsOf(
  details: Readonly<Record<string, unknown>>,
  locale: string,
  known: Known,
  say: (problem: Said) => string,
): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  const objectName = details["object"];
  const object = typeof objectName === "string" && Object.hasOwn(known.object, objectName) ? known.object[objectName] : undefined;
  const labelOf = (name: string): string => {
    const field = object === undefined ? undefined : Object.values(object.fields).find((each) => each.name === name);
    return field === undefined ? name : inLocale(field.label, locale, name);
  };
  const field = object === undefined ? undefined : shownObject(object, known.object).byName.get(String(details["field"]));
  const options = field === undefined ? [] : listedOptions(field);
  const optionOf = (id: string): string => {
    const option = options.find((each) => each.id === id);
    return option === undefined ? id : inLocale(option.label, locale, id);
  };
  const read: Readonly<Record<string, (text: string) => string>> = {
    object: (name) => (object === undefined ? name : inLocale(object.label, locale, name)),
    field: labelOf,
    fields: labelOf,
    from: optionOf,
    to: optionOf,
    allowed: optionOf,
    table: (name) => (Object.hasOwn(known.table, name) ? inLocale(known.table[name]!.label, locale, name) : name),
    limit: (text) => amountText(text, details["currency"], locale),
  };
  const shown = (name: string, text: string): string => read[name]?.(text) ?? text;
  for (const [name, value] of Object.entries(details)) {
    if (name === "bytes" && typeof value === "number") facts[name] = limitText(value, locale);
    else if (typeof value === "number") facts[name] = value;
    else if (typeof value === "string") facts[name] = shown(name, value);
    else if (Array.isArray(value) && value.length > 0) {
      if (value.every((each) => typeof each === "string"))
        facts[name] = listText(
          value.map((each) => shown(name, each)),
          locale,
          name === "fields" ? "conjunction" : "disjunction",
        );
      else if (name === "problems") facts[name] = listText((value as readonly Said[]).map(say), locale, "conjunction");
    }
  }
  return facts;
}

/** "Shop and Floor", "Paid or Draft"; Chinese lists things without either. */
const listText = (each: readonly string[], locale: string, type: "conjunction" | "disjunction"): string =>
  locale === "zh" ? each.join("、") : new Intl.ListFormat(locale, { type }).format(each);

/** Limits are set in whole MiB and KiB: 50 MiB reads "50 MB", as people say it. */
function limitText(bytes: number, locale: string): string {
  const unit = [2, 1].find((each) => bytes > 0 && bytes % 1_024 ** each === 0) ?? 0;
  return sizeText((bytes / 1_024 ** unit) * 1_000 ** unit, locale);
}

const amountText = (text: string, currency: unknown, locale: string): string =>
  typeof currency === "string" && Number.isFinite(Number(text))
    ? new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(Number(text))
    : text;
