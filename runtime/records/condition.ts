import type { Json } from "#metadata";
import type { Word } from "../search/words.ts";
import type { Column } from "./column.ts";

/**
 * A predicate with every name resolved: columns on the left, values of the column's own type on the right.
 * Plain data, so that a plan can be printed, kept and compared. Closed: compile.ts knows exactly these.
 */
export type Condition =
  | { readonly kind: "always"; readonly holds: boolean }
  | { readonly kind: "is"; readonly column: Column; readonly by: Comparison; readonly value: Json }
  | { readonly kind: "oneOf"; readonly column: Column; readonly values: readonly Json[] }
  | { readonly kind: "against"; readonly left: Column; readonly by: Comparison; readonly right: Column }
  /** text holds text, or list holds value */
  | { readonly kind: "contains"; readonly column: Column; readonly value: Json }
  /** a given text holds the column's text */
  | { readonly kind: "within"; readonly column: Column; readonly value: string }
  /** one text column holds the text of another, or one list the value of another */
  | { readonly kind: "containsColumn"; readonly column: Column; readonly value: Column }
  | { readonly kind: "absent"; readonly column: Column }
  | { readonly kind: "truthy"; readonly column: Column }
  /** an element of the list meets it; columns of `part` are elements */
  | { readonly kind: "someElement"; readonly column: Column; readonly part: Condition }
  /** a record that belongs to this one meets it; columns of `part` are its own */
  | { readonly kind: "someLine"; readonly lines: Lines; readonly part: Condition }
  /** the record is shared with one of these holders; `update`: to be changed, not only to be read; `few`: their ids may be looked up first */
  | {
      readonly kind: "shared";
      readonly objectId: string;
      readonly holders: readonly string[];
      readonly update: boolean;
      readonly few: boolean;
    }
  /** each word stands in, or sounds like a part of, one of the fields that a search looks into: by their ids */
  | { readonly kind: "search"; readonly objectId: string; readonly fields: readonly string[]; readonly words: readonly Word[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition };

/** The records of an object that refer to the one asked about. */
export interface Lines {
  /** API name of the field that stands for them */
  readonly name: string;
  readonly object: string;
  readonly objectId: string;
  /** their reference */
  readonly by: Column;
  /** those that count */
  readonly rows: Condition;
}

export type Comparison = "eq" | "lt" | "lte" | "gt" | "gte";

export const always: Condition = Object.freeze({ kind: "always", holds: true });
export const never: Condition = Object.freeze({ kind: "always", holds: false });

/** Conjunction without needless parts. */
export function both(...parts: readonly Condition[]): Condition {
  const kept = parts.flatMap((part) => (part.kind === "and" ? part.parts : [part])).filter((part) => part !== always);
  if (kept.some((part) => part.kind === "always" && !part.holds)) return never;
  return kept.length === 0 ? always : kept.length === 1 ? kept[0]! : { kind: "and", parts: kept };
}

/** Every column of the record itself, and every one that a path leads to, that a condition looks at. */
export function columnsOf(condition: Condition): readonly Column[] {
  return lookedAt(condition).flatMap((column) => (column.made === undefined ? [column] : partsOf(column)));
}

const partsOf = (column: Column): readonly Column[] =>
  column.made === undefined ? [column] : column.made.of.flatMap((each) => ("value" in each ? [] : partsOf(each)));

function lookedAt(condition: Condition): readonly Column[] {
  switch (condition.kind) {
    case "always":
    case "shared":
    case "search":
      return [];
    case "against":
      return [condition.left, condition.right];
    case "containsColumn":
      return [condition.column, condition.value];
    case "someLine":
      return [];
    case "and":
    case "or":
      return condition.parts.flatMap(lookedAt);
    case "not":
      return lookedAt(condition.part);
    default:
      return [condition.column];
  }
}
