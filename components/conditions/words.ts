"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { useText } from "../i18n/provider.tsx";
import { listedOptions, type ShownObject } from "../render/object.ts";
import { useTitles } from "../render/linked.tsx";
import { usePeople } from "../render/people.ts";
import { useScope } from "../render/scope.tsx";
import { useValueText } from "../render/value.tsx";
import { isAsker, needsValue, type Comparison, type Condition, type Part } from "./condition.ts";
import { kindOf, linesOf, ownField, placeAt, targetOf, type Place } from "./places.ts";

/** "store.city" → "Store › City" */
export function useLabelOf(): (place: Pick<Place, "labels">) => string {
  const text = useText();
  return (place) => place.labels.map((label) => text(label)).join(" › ");
}

const asDates: Partial<Record<Comparison, "from" | "before" | "after" | "until">> = {
  atLeast: "from",
  under: "before",
  over: "after",
  atMost: "until",
};

/** What a comparison is called beside a field of that kind. */
export function useComparisonWords(): (is: Comparison, place: Place | undefined) => string {
  const t = useTranslations("run.filter");
  return (is, place) => {
    const kind = place === undefined ? undefined : kindOf(place.field);
    const other = kind === "date" || kind === "instant" ? asDates[is] : undefined;
    return t(`comparison.${other ?? is}`);
  };
}

const counted = /^(last|next)_([1-9][0-9]*)_days$/;

/** "last_7_days" with its number taken out. */
export function readPeriod(name: unknown): { readonly named: string } | { readonly which: "last" | "next"; readonly days: number } {
  const found = counted.exec(String(name));
  return found === null ? { named: String(name) } : { which: found[1] as "last" | "next", days: Number(found[2]) };
}

export const periods = [
  "today",
  "yesterday",
  "tomorrow",
  "this_week",
  "last_week",
  "next_week",
  "this_month",
  "last_month",
  "next_month",
  "this_quarter",
  "last_quarter",
  "next_quarter",
  "this_year",
  "last_year",
  "next_year",
] as const;
type NamedPeriod = (typeof periods)[number];

export function usePeriodWords(): (name: unknown) => string {
  const t = useTranslations("run.filter");
  return (name) => {
    const read = readPeriod(name);
    if ("days" in read) return t(`days.${read.which}`, { count: read.days });
    return periods.includes(read.named as NamedPeriod) ? t(`period.${read.named as NamedPeriod}`) : read.named;
  };
}

/** Somebody known by how he stands to who asks: "$user.mateIds" and "$user.mateBy" are the same people. */
export function useAskerWords(): (name: string) => string {
  const t = useTranslations("run.filter");
  return (name) => {
    switch (name) {
      case "$user.id":
      case "$user.by":
        return t("me");
      case "$user.mateIds":
      case "$user.mateBy":
        return t("mates");
      case "$user.belowIds":
      case "$user.belowBy":
        return t("below");
      case "$user.aboveIds":
      case "$user.aboveBy":
        return t("above");
      default:
        return name;
    }
  };
}

const flat = (part: Part): readonly Condition[] =>
  part.kind === "condition"
    ? [part, ...(part.lines === undefined ? [] : flat(part.lines))]
    : part.kind === "group"
      ? part.parts.flatMap(flat)
      : [];

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];

/** Values in the words of the field they are compared with; `all`: the conditions in which they stand. */
export function useComparedWords(object: ShownObject, all: readonly Part[]): (place: Place | undefined, value: Json) => string {
  const tc = useTranslations("common");
  const text = useText();
  const askerWords = useAskerWords();
  const valueText = useValueText();
  const { documents } = useScope();
  // names of people and of records are asked for before anything is said
  const asked = all.flatMap(flat).map((condition) => ({ condition, place: placeAt(documents.object, object, condition.path) }));
  const peopleNamed = asked.flatMap(({ condition, place }) =>
    place !== undefined && kindOf(place.field) === "people"
      ? listOf(condition.value).filter((each) => typeof each === "string" && !isAsker(each))
      : [],
  ) as string[];
  const people = usePeople(peopleNamed);
  const titles = useTitles(
    asked.flatMap(({ condition, place }) => {
      const target = place === undefined ? undefined : targetOf(place.field);
      return target === undefined || kindOf(place!.field) !== "records"
        ? []
        : listOf(condition.value).flatMap((id) => (typeof id === "string" ? [{ object: target, id }] : []));
    }),
  );
  return (place, value) => {
    if (place === undefined) return typeof value === "string" ? value : JSON.stringify(value);
    if (isAsker(value)) return askerWords(String(value));
    const field = ownField(place.field);
    switch (kindOf(place.field)) {
      case "options":
        return text(listedOptions(field).find((option) => option.id === value)?.label, String(value));
      case "people":
        return people[peopleNamed.indexOf(String(value))]?.name ?? String(value);
      case "records":
        return titles.get(String(value)) ?? "…";
      case "boolean":
        return tc(value === true ? "yes" : "no");
      case "number":
        // amounts are written as they were typed
        return field.fieldType.type(field.settings) === "money" ? String(value) : valueText(field, value);
      case "words":
        return String(value);
      default:
        return valueText(field, value);
    }
  };
}

/** Conditions in words: what stands on a chip. `object`: the one that is asked about. */
export function useConditionWords(
  object: ShownObject,
  all: readonly Part[],
): (part: Part) => { readonly lead: string; readonly value: string } {
  const t = useTranslations("run.filter");
  const locale = useLocale();
  const labelOf = useLabelOf();
  const isWords = useComparisonWords();
  const periodWords = usePeriodWords();
  const one = useComparedWords(object, all);
  const { documents } = useScope();
  const joined = (words: readonly string[]): string => words.join(locale.startsWith("zh") ? "、" : ", ");

  const said = (part: Part, of: ShownObject): { readonly lead: string; readonly value: string } => {
    if (part.kind === "locked") return { lead: "", value: JSON.stringify(part.logic) };
    if (part.kind === "group") {
      const parts = part.parts.map((each) => {
        const words = said(each, of);
        const whole = [words.lead, words.value].filter((word) => word !== "").join(" ");
        return each.kind === "group" ? `(${whole})` : whole;
      });
      return { lead: parts.join(` ${t(part.all ? "and" : "or")} `), value: "" };
    }
    const place = placeAt(documents.object, of, part.path);
    // one of one is that one
    const is =
      (part.is === "anyOf" || part.is === "noneOf") && listOf(part.value).length === 1 ? (part.is === "anyOf" ? "is" : "isNot") : part.is;
    const lead = `${place === undefined ? part.path : labelOf(place)} ${isWords(is, place)}`;
    if (part.is === "some" || part.is === "none") {
      const lines = place === undefined ? undefined : linesOf(documents.object, place.field);
      return part.lines === undefined || part.lines.parts.length === 0 || lines === undefined
        ? { lead: `${place === undefined ? part.path : labelOf(place)} ${t(part.is === "some" ? "hasLines" : "hasNoLines")}`, value: "" }
        : { lead, value: said(part.lines, lines).lead === "" ? "" : whole(said(part.lines, lines)) };
    }
    if (!needsValue(part.is)) return { lead, value: "" };
    if (part.is === "during") return { lead, value: periodWords(part.value) };
    if (part.is === "between") {
      const [least, most] = listOf(part.value);
      return { lead, value: `${one(place, least ?? "")} – ${one(place, most ?? "")}` };
    }
    return { lead, value: joined(listOf(part.value).map((value) => one(place, value))) };
  };
  const whole = (words: { readonly lead: string; readonly value: string }) =>
    [words.lead, words.value].filter((word) => word !== "").join(" ");
  return (part) => said(part, object);
}
