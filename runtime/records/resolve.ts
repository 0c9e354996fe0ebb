import {
  compareText,
  isDate,
  isMoney,
  ok,
  periodAt,
  problem,
  refused,
  truthy,
  type Json,
  type Period,
  type Predicate,
  type Problem,
  type Result,
  type Term,
  type ValueType,
} from "#metadata";
import { elementOf, madeColumn, type Column } from "./column.ts";
import { always, both, never, type Comparison, type Condition } from "./condition.ts";
import { fit } from "./fit.ts";
import { mostHops, type Looking } from "./path.ts";
import { unknownField } from "./unknown-field.ts";

/** Named values of the asker: "$user.id", "$user.roles", "$now", "$today", and "$zone", whose days they are. Absent = null. */
export type NamedValues = Pick<ReadonlyMap<string, Json>, "get">;

/** An operand once its name is resolved. `given`: a literal of the expression, as against a named value of the asker. */
type Operand =
  | { readonly column: Column }
  /** `edge`: the beginning or end of a stretch of time, as whatever it is compared with */
  | { readonly value: Json; readonly given: boolean; readonly edge?: Period["start"] };

/** Most factors and terms of one computed value. */
const mostParts = 10;

const flipped = { eq: "eq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;
const isList = (type: ValueType): boolean => typeof type !== "string";

/**
 * A lowered expression over an object as a condition on columns: names looked up, literals read as the column's type,
 * named values put in. Problems: a name the object does not have, a literal that no value of the field can be compared with.
 */
export function resolve(predicate: Predicate, object: Looking, named: NamedValues, path = ""): Result<Condition> {
  const problems: Problem[] = [];
  const condition = resolving(predicate, object, undefined, named, path, problems);
  return problems.length > 0 ? refused(...problems) : ok(condition);
}

/** `element`: inside a list of scalars, where there is nothing else. */
function resolving(
  predicate: Predicate,
  object: Looking,
  element: Column | undefined,
  named: NamedValues,
  path: string,
  problems: Problem[],
): Condition {
  return walk(predicate);

  function operand(term: Term): Operand {
    if ("literal" in term) return { value: (term.literal ?? null) as Json, given: true };
    if ("context" in term) return { value: named.get(term.context) ?? null, given: false };
    if ("made" in term) return made(term);
    if ("period" in term) {
      const period = periodAt(term.period, String(named.get("$now")), (named.get("$zone") as string | undefined) ?? "UTC");
      return period === undefined
        ? { value: null, given: false }
        : { value: period[term.edge].instant, given: false, edge: period[term.edge] };
    }
    if (element !== undefined && term.field === "") return { column: element };
    const column = element === undefined ? object.column(term.field) : undefined;
    if (column !== undefined) return { column };
    if (problems.some((each) => each.details?.["field"] === term.field)) return { value: null, given: false };
    const tooFar = term.field.split(".").length > mostHops + 1;
    problems.push(
      tooFar
        ? problem("not_filterable", path, `A path follows at most ${mostHops} references.`, { details: { field: term.field.slice(0, 80) } })
        : unknownField(object, term.field, path),
    );
    return { value: null, given: false };
  }

  /** Operands put together: constants alone are what they come to, anything with a field becomes a column of its own. */
  function made({ made: by, of, type }: Extract<Term, { made: unknown }>): Operand {
    const operands = of.map(operand);
    const columns = operands.flatMap((each) => ("column" in each ? [each.column] : []));
    const wrong = columns.find((each) => !["number", "decimal", "money"].includes(each.type as string));
    if (wrong !== undefined && problems.length === 0) {
      problems.push(problem("wrong_type", path, `"${wrong.name}" is nothing to compute with.`, { details: { field: wrong.name } }));
    }
    if (columns.reduce((sum, each) => sum + sizeOf(each), 0) > mostParts && problems.length === 0)
      problems.push(problem("not_filterable", path, `A computed value has at most ${mostParts} fields.`));
    if (problems.length > 0) return { value: null, given: false };
    const amount = columns.find((each) => each.type === "money");
    const column = madeColumn(
      {
        by,
        of: operands.map((each) => {
          if ("column" in each) return each.column;
          // beside an amount a constant is an amount too, but for a factor
          const like = type === "money" && by !== "*" && amount !== undefined ? amount : undefined;
          return { value: like === undefined ? each.value : (fit(like, each.value) ?? null) };
        }),
      },
      type,
      amount?.currency,
    );
    return { column };
  }

  /** undefined: can never be equal; said aloud when the author wrote the value himself */
  function fitted(column: Column, operand: Exclude<Operand, { column: unknown }>): Json | undefined {
    const value = fit(column, operand.edge === undefined || column.type !== "date" ? operand.value : operand.edge.date);
    // another currency is a question with an answer: no
    if (value === undefined && operand.given && !isMoney(operand.value)) {
      const shown = JSON.stringify(operand.value).slice(0, 80);
      problems.push(
        problem("wrong_type", path, `${shown} cannot be compared with "${column.name}".`, {
          details: { field: column.name, expected: typeof column.type === "string" ? column.type : "list" },
        }),
      );
    }
    return value;
  }

  function comparable(column: Column): boolean {
    if (!isList(column.type) && column.type !== "json") return true;
    problems.push(
      problem("not_filterable", path, `"${column.name}" holds several values; ask what it contains with "in".`, {
        details: { field: column.name },
      }),
    );
    return false;
  }

  function compare(left: Operand, by: Comparison, right: Operand): Condition {
    if ("column" in left && "column" in right) {
      if (!comparable(left.column) || !comparable(right.column)) return never;
      return { kind: "against", left: left.column, by, right: right.column };
    }
    if ("column" in right) return compare(right, flipped[by], left);
    if (!("column" in left)) return folded(beside(left, right), by, beside(right, left)) ? always : never;
    const given = right as Exclude<Operand, { column: unknown }>;
    if (given.value === null) return by === "eq" ? { kind: "absent", column: left.column } : never;
    // an empty text is missing, whatever else the field may hold
    if (given.value === "" && left.column.type === "json") return { kind: "is", column: left.column, by, value: "" };
    if (!comparable(left.column)) return never;
    const value = fitted(left.column, given);
    return value === undefined ? never : { kind: "is", column: left.column, by, value };
  }

  /** Where a stretch of time begins or ends is a day beside a day. */
  function beside(operand: Operand, other: Operand): Json {
    if ("column" in operand) return null;
    return operand.edge !== undefined && "value" in other && isDate(other.value) ? operand.edge.date : operand.value;
  }

  function among(what: Operand, list: readonly Operand[]): Condition {
    if (!("column" in what) || list.some((each) => "column" in each) || !comparable(what.column)) {
      // nothing is in nothing, although nothing equals nothing
      const equal: Condition = { kind: "or", parts: list.map((each) => compare(what, "eq", each)) };
      return "column" in what
        ? both({ kind: "not", part: { kind: "absent", column: what.column } }, equal)
        : what.value === null
          ? never
          : equal;
    }
    const { column } = what;
    const values = (list as readonly { value: Json; given: boolean }[])
      .filter((each) => each.value !== null)
      .map((each) => fitted(column, each))
      .filter((value) => value !== undefined);
    return values.length === 0 ? never : { kind: "oneOf", column, values };
  }

  function contains(holder: Operand, held: Operand): Condition {
    if (!("column" in holder)) {
      if (Array.isArray(holder.value)) {
        return among(
          held,
          holder.value.map((value: Json) => ({ value, given: false })),
        );
      }
      if (typeof holder.value !== "string") return never;
      if ("column" in held) return held.column.type === "text" ? { kind: "within", column: held.column, value: holder.value } : never;
      return typeof held.value === "string" && holder.value.includes(held.value) ? always : never;
    }
    const { column } = holder;
    if (column.type !== "text" && !isList(column.type)) {
      problems.push(
        problem("not_filterable", path, `"${column.name}" holds neither text nor a list.`, { details: { field: column.name } }),
      );
      return never;
    }
    if ("column" in held) return { kind: "containsColumn", column, value: held.column };
    if (held.value === null || typeof held.value === "object") return never;
    if (column.type === "text" && typeof held.value !== "string") return never;
    return { kind: "contains", column, value: held.value };
  }

  function some(list: Term, body: Predicate): Condition {
    const found = "field" in list && element === undefined ? object.lines(list.field) : undefined;
    if (found !== undefined) {
      return { kind: "someLine", lines: found.lines, part: resolving(body, found.inside, undefined, named, path, problems) };
    }
    const what = operand(list);
    if (!("column" in what)) return never;
    if (!isList(what.column.type)) {
      if (problems.length === 0)
        problems.push(problem("not_filterable", path, `"${what.column.name}" holds no list.`, { details: { field: what.column.name } }));
      return never;
    }
    return {
      kind: "someElement",
      column: what.column,
      part: resolving(body, object, elementOf(what.column), named, path, problems),
    };
  }

  function walk(node: Predicate): Condition {
    if ("always" in node) return node.always ? always : never;
    if ("eq" in node) return compare(operand(node.eq[0]), "eq", operand(node.eq[1]));
    if ("lt" in node) return compare(operand(node.lt[0]), "lt", operand(node.lt[1]));
    if ("lte" in node) return compare(operand(node.lte[0]), "lte", operand(node.lte[1]));
    if ("in" in node) return among(operand(node.in[0]), node.in[1].map(operand));
    if ("contains" in node) return contains(operand(node.contains[0]), operand(node.contains[1]));
    if ("empty" in node) {
      const what = operand(node.empty);
      if ("column" in what) return { kind: "absent", column: what.column };
      return what.value === null ? always : never;
    }
    if ("truthy" in node) {
      const what = operand(node.truthy);
      if ("column" in what) return { kind: "truthy", column: what.column };
      return truthy(what.value) ? always : never;
    }
    if ("some" in node) return some(node.some[0], node.some[1]);
    if ("and" in node) return both(...node.and.map(walk));
    if ("or" in node) return { kind: "or", parts: node.or.map(walk) };
    return { kind: "not", part: walk(node.not) };
  }
}

const sizeOf = (column: Column): number =>
  column.made === undefined ? 1 : column.made.of.reduce((sum, each) => sum + ("value" in each ? 1 : sizeOf(each)), 0);

/** Two values that are known before the database is asked. Strict; an absent one is neither less nor greater. */
function folded(left: Json, by: Comparison, right: Json): boolean {
  if (by === "eq") return left === right;
  if (left === null || right === null || typeof left !== typeof right || typeof left === "object") return false;
  const order = typeof left === "string" ? compareText(left, right as string) : Number(left) - Number(right);
  if (by === "lt") return order < 0;
  if (by === "lte") return order <= 0;
  return by === "gt" ? order > 0 : order >= 0;
}
