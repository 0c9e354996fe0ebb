import type { Json, Logic, ValueType } from "#metadata";
import { listedOptions } from "../../render/object.ts";
import type { ShownField, ShownObject } from "../../render/object.ts";

/** What a filter chip can say. The words are in the catalogue under run.list. */
export const comparisons = ["is", "isNot", "contains", "atLeast", "atMost", "after", "before", "isEmpty", "isNotEmpty"] as const;
export type Comparison = (typeof comparisons)[number];

/** One filter chip. */
export interface Condition {
  readonly field: string;
  readonly is: Comparison;
  readonly value?: Json | undefined;
}

/** Comparisons that make sense for a field. */
export function comparisonsOf(field: ShownField): readonly Comparison[] {
  const type: ValueType = field.fieldType.type(field.settings);
  if (listedOptions(field).length > 0)
    return typeof type === "string" ? ["is", "isNot", "isEmpty", "isNotEmpty"] : ["isEmpty", "isNotEmpty"];
  switch (type) {
    case "text":
      return ["contains", "is", "isNot", "isEmpty", "isNotEmpty"];
    case "number":
    case "decimal":
    case "money":
      return ["atLeast", "atMost", "is", "isEmpty", "isNotEmpty"];
    case "date":
    case "instant":
      return ["after", "before", "isEmpty", "isNotEmpty"];
    case "boolean":
      return ["is", "isEmpty"];
    default:
      return ["isEmpty", "isNotEmpty"];
  }
}

export const needsValue = (is: Comparison): boolean => is !== "isEmpty" && is !== "isNotEmpty";

function logicOf({ field, is, value = null }: Condition): Logic {
  const read = { var: field };
  switch (is) {
    case "is":
      return { "===": [read, value] };
    case "isNot":
      return { "!==": [read, value] };
    case "contains":
      return { in: [value, read] };
    case "atLeast":
    case "after":
      return { ">=": [read, value] };
    case "atMost":
      return { "<=": [read, value] };
    case "before":
      return { "<": [read, value] };
    case "isEmpty":
      return { "===": [read, null] };
    case "isNotEmpty":
      return { "!==": [read, null] };
  }
}

/** The view's own filter and all chips, together; undefined when nothing is asked. */
export function filterOf(base: Logic | undefined, conditions: readonly Condition[]): Logic | undefined {
  const all = [...(base === undefined ? [] : [base]), ...conditions.map(logicOf)];
  return all.length === 0 ? undefined : all.length === 1 ? (all[0] as Logic) : { and: all };
}

/** Chips as the address holds them; what is not understood is left out. */
export function readConditions(text: string | null, object: ShownObject): readonly Condition[] {
  if (text === null || text === "") return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return [];
    return parsed.flatMap((each): Condition[] => {
      if (!Array.isArray(each)) return [];
      const [field, is, value] = each as [unknown, unknown, unknown];
      if (typeof field !== "string" || !object.byName.has(field) || !comparisons.includes(is as Comparison)) return [];
      return [{ field, is: is as Comparison, ...(value === undefined ? {} : { value: value as Json }) }];
    });
  } catch {
    return [];
  }
}

export const writeConditions = (conditions: readonly Condition[]): string =>
  conditions.length === 0
    ? ""
    : JSON.stringify(conditions.map(({ field, is, value }) => (value === undefined ? [field, is] : [field, is, value])));
