import { scalarOf, value } from "./compile-value.ts";
import type { Condition } from "./condition.ts";
import type { SortColumn } from "./plan.ts";
import { naturalCasts, slotCasts, type Spelling } from "./spelling.ts";

interface KeySpelling {
  readonly expression: string;
  readonly cast: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  readonly order: string;
}

export const direction = (descending: boolean): string => (descending ? "desc" : "asc");

/** A key of the order: what is compared, as what, and whether it may be absent. */
export function sortKey({ column, descending }: SortColumn, to: Spelling): KeySpelling {
  const expression = value(column, to);
  const nullable = column.field !== undefined;
  return {
    expression,
    cast: column.at === undefined ? naturalCasts[scalarOf(column)] : slotCasts[column.storage],
    descending,
    nullable,
    order: `${expression} ${direction(descending)}${nullable ? " nulls last" : ""}`,
  };
}

/** The records after a position, in the order of the keys and then of ids. */
export function following(keys: readonly KeySpelling[], at: readonly (string | null)[], id: string, down: boolean, to: Spelling): string {
  const sign = (descending: boolean) => (descending ? "<" : ">");
  const only = keys[0];
  const last = () => to.param(id, "uuid");
  if (only === undefined) return `id ${sign(down)} ${last()}`;
  // one comparison of rows, which the index of the slot answers whole
  if (keys.length === 1 && !only.nullable && at[0] !== null) {
    return `(${only.expression}, id) ${sign(only.descending)} (${to.param(at[0], "text")}::${only.cast}, ${last()})`;
  }
  const from = (index: number): string => {
    const key = keys[index];
    if (key === undefined) return `id ${sign(down)} ${last()}`;
    const known = at[index];
    if (known === null || known === undefined) return `(${key.expression} is null and ${from(index + 1)})`;
    const bound = `${to.param(known, "text")}::${key.cast}`;
    const beyond = key.nullable
      ? `(${key.expression} ${sign(key.descending)} ${bound} or ${key.expression} is null)`
      : `${key.expression} ${sign(key.descending)} ${bound}`;
    return `(${beyond} or (${key.expression} = ${bound} and ${from(index + 1)}))`;
  };
  // the bound alone lets the index begin at the right place
  const start =
    only.nullable || at[0] === null ? "" : `${only.expression} ${sign(only.descending)}= ${to.param(at[0], "text")}::${only.cast} and `;
  return `(${start}${from(0)})`;
}

/** The condition itself leaves out the records without a value of the first key. */
export const holdsOnlyPresent = (where: Condition, first: SortColumn): boolean =>
  (where.kind === "and" ? where.parts : [where]).some(
    (part) => (part.kind === "is" || part.kind === "oneOf") && part.column.via === undefined && part.column.at === first.column.at,
  );
