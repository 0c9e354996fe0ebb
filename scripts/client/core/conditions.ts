import type { JsonValue, Logic } from "./shapes.ts";

const variable = (name: string): Logic => ({ var: name });
const comparisons: Readonly<Record<string, (name: string, value: JsonValue) => Logic>> = {
  $eq: (name, value) => ({ "==": [variable(name), value] }),
  $ne: (name, value) => ({ "!=": [variable(name), value] }),
  $in: (name, value) => ({ in: [variable(name), value] }),
  $lt: (name, value) => ({ "<": [variable(name), value] }),
  $lte: (name, value) => ({ "<=": [variable(name), value] }),
  $gt: (name, value) => ({ ">": [variable(name), value] }),
  $gte: (name, value) => ({ ">=": [variable(name), value] }),
  $contains: (name, value) => ({ in: [value, variable(name)] }),
  $during: (name, value) => ({ "date.during": [variable(name), value] }),
};

/** Conditions as the API reads them: JSON Logic. */
export function logicOf(where: Readonly<Record<string, unknown>>): Logic {
  const all: Logic[] = [];
  for (const [name, wanted] of Object.entries(where)) {
    if (wanted === undefined) continue;
    if (name === "$and" || name === "$or") {
      const parts = (wanted as readonly Readonly<Record<string, unknown>>[]).map(logicOf);
      all.push(name === "$and" ? { and: parts } : { or: parts });
    } else if (name === "$not") all.push({ "!": [logicOf(wanted as Readonly<Record<string, unknown>>)] });
    else all.push(...conditionsOn(name, wanted as JsonValue));
  }
  return all.length === 1 ? all[0]! : { and: all };
}

function conditionsOn(name: string, wanted: JsonValue): readonly Logic[] {
  const compares =
    typeof wanted === "object" && wanted !== null && !Array.isArray(wanted) && Object.keys(wanted).every((key) => key.startsWith("$"));
  if (!compares) return [comparisons["$eq"]!(name, wanted)];
  return Object.entries(wanted as Readonly<Record<string, JsonValue>>).flatMap(([key, value]) => {
    const comparison = comparisons[key];
    if (comparison === undefined) throw new TypeError(`There is no comparison ${key}.`);
    return value === undefined ? [] : [comparison(name, value)];
  });
}

function filterOf(where: object | undefined, filter: Logic | undefined): Logic | undefined {
  const said = where === undefined || Object.keys(where).length === 0 ? undefined : logicOf(where as Readonly<Record<string, unknown>>);
  if (said === undefined) return filter;
  return filter === undefined ? said : { and: [said, filter] };
}

export { filterOf };
