import { pinyin } from "pinyin-pro";
import { inLocale, type Text } from "#metadata";
import type { ResolvedField } from "../effective/effective.ts";
import { isoDay, isoInstant } from "./cell.ts";
import { plainNumber } from "./plain-number.ts";

const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
const sounds = (text: string): string =>
  /\p{Script=Han}/u.test(text) ? bare(pinyin(text, { toneType: "none", nonZh: "consecutive" })) : "";

/** 0…1: shared pairs of letters. */
function likeness(one: string, other: string): number {
  if (one === other) return 1;
  if (one.length < 2 || other.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i < one.length - 1; i++) pairs.set(one.slice(i, i + 2), (pairs.get(one.slice(i, i + 2)) ?? 0) + 1);
  let shared = 0;
  for (let i = 0; i < other.length - 1; i++) {
    const left = pairs.get(other.slice(i, i + 2)) ?? 0;
    if (left > 0) {
      shared++;
      pairs.set(other.slice(i, i + 2), left - 1);
    }
  }
  return (2 * shared) / (one.length + other.length - 2);
}

/** How well a heading names a field, 0…1: by name, by label in every language, by how it sounds, by likeness. */
function fit(heading: string, { name, label }: { readonly name: string; readonly label: Text }): number {
  const said = bare(heading);
  if (said === "") return 0;
  const names = [name, inLocale(label, "en"), inLocale(label, "zh")].map(bare);
  if (names.includes(said)) return 1;
  const spoken = [said, sounds(heading)].filter((each) => each !== "");
  const known = [...names, sounds(inLocale(label, "zh"))].filter((each) => each !== "");
  if (spoken.some((each) => known.includes(each))) return 0.95;
  // "Phone number" for phone
  if (known.some((each) => each.length >= 3 && spoken.some((one) => one.startsWith(each) || (one.length >= 3 && each.startsWith(one)))))
    return 0.8;
  return 0.9 * Math.max(0, ...spoken.flatMap((one) => known.map((other) => likeness(one, other))));
}

/** Below this a heading is not taken for a field: a wrong guess costs more than none. */
const least = 0.62;

/** Heading → field name, each field once, the best fits first. `id` stands for the record's own id. */
export function guessMapping(headings: readonly string[], fields: readonly ResolvedField[]): Readonly<Record<number, string>> {
  const candidates = [...fields, { name: "id", label: "ID" as Text }];
  const pairs = headings
    .flatMap((heading, column) => candidates.map((field) => ({ column, field: field.name, fit: fit(heading, field) })))
    .filter((each) => each.fit >= least)
    .sort((a, b) => b.fit - a.fit || a.column - b.column);
  const mapping: Record<number, string> = {};
  const taken = new Set<string>();
  for (const { column, field } of pairs) {
    if (mapping[column] !== undefined || taken.has(field)) continue;
    mapping[column] = field;
    taken.add(field);
  }
  return mapping;
}

/** A text as a number that is counted with: "+49…" is one to be called, and "12E3" more often a code. Else "". */
const counted = (text: string): string => (/[+e]/i.test(text) ? "" : (plainNumber(text) ?? ""));

const kinds: readonly (readonly [type: string, is: (text: string) => boolean])[] = [
  ["boolean", (text) => /^(true|false|yes|no|是|否|√|×)$/i.test(text)],
  ["date", (text) => isoDay(text)?.rest === ""],
  ["date_time", (text) => isoInstant(text, { timezone: "UTC" }) !== text || /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)],
  ["percent", (text) => text.endsWith("%") && plainNumber(text, { sign: "%" }) !== undefined],
  ["money", (text) => /^[¥￥$€£]/.test(text) && plainNumber(text.slice(1).trimStart()) !== undefined],
  ["number", (text) => /^-?(?:0|[1-9]\d{0,14})$/.test(counted(text))],
  ["decimal", (text) => /^-?(?:0|[1-9]\d{0,14})\.\d{1,8}$/.test(counted(text))],
  ["email", (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)],
  ["url", (text) => /^https?:\/\/\S+$/i.test(text)],
  ["phone", (text) => /^\+?[\d\s()-]{7,20}$/.test(text) && /^(?:\D*\d){7,15}\D*$/.test(text)],
];

/** The field type that a column of values asks for: the first that all of them (one in fifty may not) are of; else text, or a choice of few. */
export function guessType(values: readonly string[]): { readonly type: string; readonly options?: readonly string[] } {
  const given = values.map((each) => each.trim()).filter((each) => each !== "");
  if (given.length === 0) return { type: "text" };
  for (const [type, is] of kinds) if (given.filter((each) => is(each)).length >= given.length * 0.98) return { type };
  const distinct = [...new Set(given)];
  if (given.length >= 20 && distinct.length <= 12 && distinct.length <= given.length / 4 && distinct.every((each) => each.length <= 40)) {
    return { type: "select", options: distinct.sort() };
  }
  return given.some((each) => each.length > 250 || each.includes("\n")) ? { type: "long_text" } : { type: "text" };
}
