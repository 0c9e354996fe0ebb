import type { Cell, Given, Logic, Range, TableDocument, TableRow, Text } from "#metadata";
import { inLocale } from "#metadata";
import { listsIn } from "../conditions/say-logic.ts";
import { type Constant, constantText } from "./cell-text.ts";
import type { Column } from "./column.ts";

/** What a table is told with. */
export interface Wording {
  readonly columns: readonly Column[];
  readonly locale: string;
  /** an expression over the facts as a clause */
  readonly sayLogic: (logic: Logic) => string;
}

type Told = Pick<TableDocument, "hit" | "routing" | "timezone">;

/**
 * A row as a sentence: "When channel is App and amount is ≥ ¥200: offer Bank transfer", 「当渠道为 App 且金额 ≥ ¥200 时，提供：银行转账」.
 */
export function rowWords(row: TableRow, table: Told, wording: Wording): string {
  const says = saysOf(wording.locale);
  const conditions = conditionsOf(row.cells ?? {}, wording);
  const time = says.held(
    row.validFrom && instantText(row.validFrom, table, wording.locale),
    row.validTo && instantText(row.validTo, table, wording.locale),
  );
  return says.tidy(says.sentence(row.enabled === false, time, says.all(conditions), resultOf(row, table, wording)));
}

/** Cells as one clause: "channel is App and amount is ≥ ¥200"; "" where none of them asks anything. */
export function cellsWords(cells: Readonly<Record<string, Cell>>, wording: Wording): string {
  const says = saysOf(wording.locale);
  return says.tidy(says.all(conditionsOf(cells, wording)));
}

/** What one cell asks, without its column: "≥ ¥200", "App or Web". */
export function cellWords(cell: Cell, column: Column, wording: Wording): string {
  const says = saysOf(wording.locale);
  return says.tidy(clauseOf(cell, column, wording, says)?.asks ?? says.any);
}

const conditionsOf = (cells: Readonly<Record<string, Cell>>, wording: Wording): string[] =>
  wording.columns.flatMap((column) => {
    const cell = column.side === "input" && Object.hasOwn(cells, column.id) ? cells[column.id] : undefined;
    const says = saysOf(wording.locale);
    const clause = cell === undefined ? undefined : clauseOf(cell, column, wording, says);
    return clause === undefined
      ? []
      : [clause.whole ?? says.of(labelOf(column.label, column.name, wording.locale), clause.asks, clause.isSign)];
  });

interface Clause {
  readonly asks: string;
  /** begins with a sign such as ≥, which needs no word before it in Chinese */
  readonly isSign?: boolean;
  /** the clause with its column, where it is no "column is this" */
  readonly whole?: string;
}

/** undefined: it asks nothing. */
function clauseOf(cell: Cell, column: Column, { locale, sayLogic }: Wording, says: Says): Clause | undefined {
  const value = (each: Constant): string => (typeof each === "boolean" ? says.truth(each) : constantText(each, column, locale));
  const label = labelOf(column.label, column.name, locale);
  const whole = (asks: string, text: string): Clause => ({ asks, whole: text });
  if ("any" in cell) return undefined;
  if ("missing" in cell) return whole(says.missing, says.isMissing(label));
  if ("present" in cell) return whole(says.present, says.isPresent(label));
  if ("eq" in cell) return { asks: valuesText([cell.eq], column, value, says) };
  if ("in" in cell) return { asks: valuesText(cell.in, column, value, says) };
  if ("notIn" in cell) {
    const values = valuesText(cell.notIn, column, value, says);
    return whole(says.not(values), says.isNot(label, values));
  }
  if ("prefix" in cell) {
    const begins = says.list(cell.prefix, "any");
    return whole(says.begins(begins), says.beginsWith(label, begins));
  }
  if ("hasAny" in cell)
    return whole(says.list(cell.hasAny.map(value), "any"), says.includes(label, says.list(cell.hasAny.map(value), "any")));
  if ("hasAll" in cell) return whole(says.list(cell.hasAll.map(value), "and"), says.includesAll(label, cell.hasAll.map(value)));
  if ("logic" in cell) return whole(sayLogic(cell.logic as Logic), sayLogic(cell.logic as Logic));
  const ranges = cell.range.map((range) => rangeText(range, column, value, says));
  return {
    asks: says.list(
      ranges.map(({ text }) => text),
      "any",
    ),
    isSign: ranges[0]?.isSign === true,
  };
}

/** Days that follow one another are said as from and to. */
function valuesText(values: readonly Constant[], column: Column, value: (each: Constant) => string, says: Says): string {
  if (column.type !== "weekday") return says.list(values.map(value), "any");
  const days = values.map(Number).sort((one, other) => one - other);
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const texts = runs.flatMap((run) => (run.length > 2 ? [says.span(value(run[0]!), value(run.at(-1)!))] : run.map(value)));
  return says.list(texts, "any");
}

function rangeText(
  { from, to, bounds = "[)" }: Range,
  column: Column,
  value: (each: Constant) => string,
  says: Says,
): { readonly text: string; readonly isSign: boolean } {
  const [opens, closes] = [bounds.startsWith("("), bounds.endsWith("]")];
  if (column.type === "weekday") {
    const first = from === null ? 1 : Number(from) + (opens ? 1 : 0);
    const last = to === null ? 7 : Number(to) - (closes ? 0 : 1);
    const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    return { text: valuesText(days, column, value, says), isSign: false };
  }
  const isTime = column.type === "date" || column.type === "instant" || column.type === "time";
  if (from === null && to === null) return { text: says.present, isSign: false };
  if (from !== null && from === to) return { text: value(from), isSign: false };
  if (from === null || to === null) {
    const edge = value((from ?? to)!);
    const sign = from === null ? (closes ? "≤" : "<") : opens ? ">" : "≥";
    return isTime ? { text: says.when(sign, edge), isSign: true } : { text: `${sign} ${edge}`, isSign: true };
  }
  const overMidnight = column.type === "time" && String(from) > String(to);
  return { text: says.between(value(from), value(to), { opens, closes, isTime, overMidnight }), isSign: true };
}

function resultOf(row: TableRow, { hit, routing }: Told, wording: Wording): string {
  const { columns, locale, sayLogic } = wording;
  const says = saysOf(locale);
  const outputs = columns.filter(({ side, id }) => side === "output" && Object.hasOwn(row.out, id));
  const first = columns.find(({ side }) => side === "output");
  const collects = hit === "C" || hit === "R" || hit === "O";
  const option = routing === undefined ? (collects && first?.type === "enum" ? first.id : undefined) : routing.option;
  const given = (column: Column): string => {
    const value = row.out[column.id] as Given;
    if (Array.isArray(value))
      return says.list(
        value.map((each) => constantText(each, column, locale)),
        "items",
      );
    if (typeof value === "object") return sayLogic(value.logic as Logic);
    return typeof value === "boolean" ? says.truth(value) : constantText(value, column, locale);
  };
  const chosen = outputs.find(({ id }) => id === option);
  const others = outputs
    .filter(({ id }) => id !== option && id !== routing?.show)
    .map((column) => says.gives(labelOf(column.label, column.name, locale), given(column), chosen !== undefined));
  if (chosen === undefined) return says.outputs(others);
  const hides = routing?.show !== undefined && row.out[routing.show] === false;
  return says.offers(given(chosen), hides, others);
}

/** What people call a column, as it stands within a sentence: "Channel" → "channel", but "BIN". */
function labelOf(label: Text, name: string, locale: string): string {
  const text = inLocale(label, locale, name);
  return /^\p{Lu}\p{Ll}/u.test(text) ? `${text[0]!.toLowerCase()}${text.slice(1)}` : text;
}

const instantText = (at: string, { timezone }: Told, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: timezone ?? "UTC" }).format(new Date(at));

interface Between {
  readonly opens: boolean;
  readonly closes: boolean;
  readonly isTime: boolean;
  /** from 22:00 to 02:00 */
  readonly overMidnight: boolean;
}

/** How a language puts it. */
interface Says {
  readonly list: ReturnType<typeof listsIn>;
  readonly any: string;
  readonly missing: string;
  readonly present: string;
  readonly truth: (value: boolean) => string;
  readonly of: (label: string, asks: string, isSign: boolean | undefined) => string;
  readonly isMissing: (label: string) => string;
  readonly isPresent: (label: string) => string;
  readonly not: (values: string) => string;
  readonly isNot: (label: string, values: string) => string;
  readonly begins: (values: string) => string;
  readonly beginsWith: (label: string, values: string) => string;
  readonly includes: (label: string, values: string) => string;
  readonly includesAll: (label: string, values: readonly string[]) => string;
  readonly span: (from: string, to: string) => string;
  /** sign: ≥ > < ≤ */
  readonly when: (sign: string, edge: string) => string;
  readonly between: (from: string, to: string, how: Between) => string;
  readonly all: (conditions: readonly string[]) => string;
  readonly held: (from: string | undefined, to: string | undefined) => string;
  readonly gives: (label: string, value: string, besideOption: boolean) => string;
  readonly outputs: (given: readonly string[]) => string;
  readonly offers: (option: string, hides: boolean, others: readonly string[]) => string;
  readonly sentence: (isOff: boolean, held: string, conditions: string, result: string) => string;
  readonly tidy: (text: string) => string;
}

const saysOf = (locale: string): Says => (locale.startsWith("zh") ? chinese : english);

const english: Says = {
  list: listsIn("en"),
  any: "any",
  missing: "not given",
  present: "given",
  truth: (value) => (value ? "yes" : "no"),
  of: (label, asks) => `${label} is ${asks}`,
  isMissing: (label) => `${label} is not given`,
  isPresent: (label) => `${label} is given`,
  not: (values) => `not ${values}`,
  isNot: (label, values) => `${label} is not ${values}`,
  begins: (values) => `begins with ${values}`,
  beginsWith: (label, values) => `${label} begins with ${values}`,
  includes: (label, values) => `${label} include ${values}`,
  includesAll: (label, values) => `${label} include ${english.list(values, "and")}`,
  span: (from, to) => `${from} to ${to}`,
  when: (sign, edge) => `${{ "≥": "from", ">": "after", "<": "before", "≤": "until" }[sign]} ${edge}`,
  between: (from, to, { opens, closes, isTime, overMidnight }) =>
    isTime
      ? `${opens ? "after" : "from"} ${from} ${closes ? "to" : "until"} ${to}${overMidnight ? " the next day" : ""}`
      : `${opens ? "over" : "from"} ${from} to ${closes ? "" : "under "}${to}`,
  all: (conditions) => english.list(conditions, "and"),
  held: (from, to) =>
    from === undefined ? (to === undefined ? "" : `until ${to}`) : to === undefined ? `from ${from}` : `from ${from} until ${to}`,
  gives: (label, value, besideOption) => `${label} ${besideOption ? "" : "is "}${value}`,
  outputs: (given) => english.list(given, "and"),
  offers: (option, hides, others) => [`${hides ? "hide" : "offer"} ${option}`, ...others].join(", "),
  sentence: (isOff, held, conditions, result) => {
    const when = conditions === "" ? "always" : `when ${conditions}`;
    const text = `${isOff ? "off: " : ""}${held === "" ? "" : `${held}, `}${when}: ${result}`;
    return `${text[0]!.toUpperCase()}${text.slice(1)}`;
  },
  tidy: (text) => text,
};

const chinese: Says = {
  list: listsIn("zh"),
  any: "任意",
  missing: "缺失",
  present: "有值",
  truth: (value) => (value ? "是" : "否"),
  of: (label, asks, isSign) => (isSign === true ? `${label} ${asks}` : `${label}为${asks}`),
  isMissing: (label) => `未给出${label}`,
  isPresent: (label) => `已给出${label}`,
  not: (values) => `不为${values}`,
  isNot: (label, values) => `${label}不为${values}`,
  begins: (values) => `以${values}开头`,
  beginsWith: (label, values) => `${label}以${values}开头`,
  includes: (label, values) => `${label}包含${values}`,
  includesAll: (label, values) => (values.length === 1 ? `${label}包含${values[0]}` : `${label}同时包含${values.join("、")}`),
  span: (from, to) => `${from}至${to}`,
  when: (sign, edge) => `${{ "≥": "不早于", ">": "晚于", "<": "早于", "≤": "不晚于" }[sign]}${edge}`,
  between: (from, to, { opens, closes, isTime, overMidnight }) => {
    if (isTime) return `在${from}至${overMidnight ? "次日" : ""}${to}之间`;
    const without = [...(opens ? [from] : []), ...(closes ? [] : [to])];
    return `在${from}至${to}之间${without.length === 0 ? "" : `（不含${without.join("、")}）`}`;
  },
  all: (conditions) => (conditions.length < 2 ? (conditions[0] ?? "") : `${conditions.slice(0, -1).join("，")}且${conditions.at(-1)}`),
  held: (from, to) => (from === undefined ? (to === undefined ? "" : `${to}前`) : to === undefined ? `${from}起` : `${from}至${to}`),
  gives: (label, value, besideOption) => (besideOption ? `${label} ${value}` : `${label}为${value}`),
  outputs: (given) => given.join("，"),
  offers: (option, hides, others) => [`${hides ? "不提供" : "提供"}：${option}`, ...others].join("，"),
  sentence: (isOff, held, conditions, result) =>
    `${isOff ? "已停用：" : ""}${held === "" ? "" : `${held}，`}${conditions === "" ? "任何情况下，" : `当${conditions}时，`}${result}`,
  // one space between Han and what is not, none between Han, none within a date
  tidy: (text) =>
    text
      .replaceAll(/(?<=[\p{Script=Han}）]) (?=[\p{Script=Han}（])/gu, "")
      .replaceAll(/(?<=\p{Script=Han})(?=[\p{Script=Latin}\d¥$€£≥≤<>"“])|(?<=[\p{Script=Latin}\d%"”])(?=\p{Script=Han})/gu, " ")
      .replaceAll(/(\d+) 年 (\d+) 月 (\d+) 日/g, "$1年$2月$3日"),
};
