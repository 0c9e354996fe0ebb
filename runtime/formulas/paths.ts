import { problem, type FieldType, type Logic, type Problem, type ValueType } from "#metadata";

/** An object as the graph of derived values sees it. A resolved object is one; so are documents that are about to be published. */
export interface GraphObject {
  readonly name: string;
  readonly byName: ReadonlyMap<string, GraphField>;
}

export interface GraphField {
  readonly id: string;
  readonly name: string;
  readonly fieldType: FieldType;
  /** parsed and settled */
  readonly settings: any;
}

/** One reference that a path goes through. */
export interface PathHop {
  /** the object that the reference stands in */
  readonly object: string;
  readonly field: GraphField;
  /** the object it leads to */
  readonly to: string;
}

/** A value of a record that is reached through references: "customer.region". */
export interface Path {
  readonly text: string;
  readonly hops: readonly PathHop[];
  /** the object that has the value */
  readonly object: string;
  /** absent: a column that every record has */
  readonly field?: GraphField;
  readonly column?: StandingColumn;
  readonly type: ValueType;
}

/** Columns that never change once the record is made: a stored value may follow from them. */
const standingTypes = { id: "reference", created_at: "instant", created_by: "text" } as const satisfies Record<string, ValueType>;
export type StandingColumn = keyof typeof standingTypes;
const standing = new Map<string, StandingColumn>(
  (Object.keys(standingTypes) as StandingColumn[]).flatMap((name) => [
    [name, name],
    [name.replace(/_[a-z]/, (found) => found.slice(1).toUpperCase()), name],
  ]),
);
/** Columns that every write changes. */
const restless = new Set(["version", "updated_at", "updated_by", "updatedAt", "updatedBy", "deleted_at", "deletedAt"]);

/** Most references that a path goes through. */
export const mostHops = 5;

export type Reached = { readonly path: Path } | { readonly problem: Problem };

/** Follows "customer.region" from an object; `at`: where a problem stands. A name alone is a path without references. */
export function reach(objects: ReadonlyMap<string, GraphObject>, from: GraphObject, text: string, at: string): Reached {
  const names = text.split(".");
  const wrong = (message: string, code: "unknown_name" | "invalid_expression" | "too_deep" = "invalid_expression"): Reached => ({
    problem: problem(code, at, message, { details: { path: text } }),
  });
  if (names.length - 1 > mostHops) return wrong(`"${text}" goes through more than ${mostHops} references.`, "too_deep");
  const hops: PathHop[] = [];
  let here = from;
  for (const name of names.slice(0, -1)) {
    const field = here.byName.get(name);
    if (field === undefined) return wrong(`"${here.name}" has no field "${name}".`, "unknown_name");
    const { fieldType, settings } = field;
    if (fieldType.linksTo !== undefined) {
      return wrong(
        `"${name}" of "${here.name}" may refer to several records or objects; a path goes through references to one. Use a roll-up on the other side.`,
      );
    }
    if (fieldType.derived !== undefined)
      return wrong(`"${name}" of "${here.name}" is worked out itself; a path goes through references that are written.`);
    const to = fieldType.refersTo?.(settings);
    const target = to === undefined ? undefined : objects.get(to);
    if (target === undefined) return wrong(`"${name}" of "${here.name}" does not refer to a record.`);
    hops.push({ object: here.name, field, to: target.name });
    here = target;
  }
  const last = names.at(-1)!;
  const field = here.byName.get(last);
  const how = field?.fieldType.derived?.(field.settings);
  const column = how?.kind === "column" ? how.column : field === undefined ? last : undefined;
  if (column !== undefined) {
    if (restless.has(column)) return wrong(`"${column}" changes with every write; a stored value cannot follow from it.`);
    const known = standing.get(column);
    if (known === undefined) return wrong(`"${here.name}" has no field "${last}".`, "unknown_name");
    return { path: { text, hops, object: here.name, column: known, type: standingTypes[known] } };
  }
  if (how?.kind === "lines") return wrong(`"${last}" of "${here.name}" holds records of their own; use a roll-up.`);
  return { path: { text, hops, object: here.name, field: field!, type: field!.fieldType.type(field!.settings) } };
}

/**
 * The name under which an expression finds the value of a path: no step of its own, so that "customer" and "customer.region" can
 * stand beside each other.
 */
export const factName = (path: string): string => path.replaceAll(".", "/");

/** The expression with its paths as names of facts. */
export function flattened(logic: Logic): Logic {
  if (Array.isArray(logic)) return logic.map(flattened);
  if (typeof logic !== "object" || logic === null) return logic;
  return Object.fromEntries(
    Object.entries(logic).map(([key, operand]) => {
      if (key === "var") return [key, firstFlat(operand)];
      if (key === "missing" || key === "missing_some") return [key, namesFlat(operand)];
      return [key, flattened(operand)];
    }),
  );
}

const flat = (value: Logic): Logic => (typeof value === "string" && !value.startsWith("$") ? factName(value) : value);
const firstFlat = (operand: Logic): Logic =>
  Array.isArray(operand) ? operand.map((each: Logic, index) => (index === 0 ? flat(each) : flattened(each))) : flat(operand);
const namesFlat = (operand: Logic): Logic => (Array.isArray(operand) ? operand.map(namesFlat) : flat(operand));
