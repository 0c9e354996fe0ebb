import { pointer, problem, type Derivation, type Operator, type Problem, type Registry, type ScalarType, type ValueType } from "#metadata";
import { compileExpression, lowerExpression, type Expression } from "#runtime/rules";
import { flattened, reach, type GraphField, type GraphObject, type Path } from "./paths.ts";

/** A derived value of an object: how it comes about and what it reads. */
export interface Derived {
  /** "order.total" */
  readonly key: string;
  readonly object: string;
  readonly field: GraphField;
  readonly how: Extract<Derivation, { kind: "formula" | "rollUp" | "lookThrough" }>;
  /** ids of fields of the record itself that it reads, references that its paths begin with among them */
  readonly own: ReadonlySet<string>;
  readonly paths: readonly Path[];
  /** formula only */
  readonly expression?: Expression;
  /** roll-up only */
  readonly children?: Children;
  /** keys of the derived values that it reads */
  readonly follows: readonly string[];
  /** stands behind everything it reads */
  readonly rank: number;
}

/** The records that a roll-up goes over. */
export interface Children {
  readonly object: string;
  /** their reference to the record that has the roll-up */
  readonly by: GraphField;
  /** what is summed up; absent: they are counted */
  readonly field?: GraphField;
  /** ids of their fields that decide: `by`, `field`, those of the filter */
  readonly reads: ReadonlySet<string>;
}

/** Where a path passes an object: who has to be looked at when that field of that object changes. */
export interface Watch {
  readonly node: Derived;
  readonly path: Path;
  /** how many references lead from the record that has the derived value to the watched one; at least 1 */
  readonly level: number;
  /** id of the field that is watched */
  readonly field: string;
}

export interface Graph {
  /** object → its derived values, each behind what it reads */
  readonly of: ReadonlyMap<string, readonly Derived[]>;
  /** object → the paths that pass it */
  readonly watches: ReadonlyMap<string, readonly Watch[]>;
  /** object → the roll-ups that go over it */
  readonly rollUps: ReadonlyMap<string, readonly Derived[]>;
  /** object → the name of the group of objects whose derived values hang together */
  readonly families: ReadonlyMap<string, string>;
  /** whether a change of that derived value may change records that refer to its own: keys */
  readonly descends: ReadonlySet<string>;
  readonly problems: readonly { readonly object: string; readonly problem: Problem }[];
}

/** Operators by name: those of the language. */
type Operators = Registry<Operator>;

/**
 * The derived values of all objects with what they read, in an order in which each can be worked out. What cannot be is told in
 * `problems` (paths begin at the object) and left out. Pure.
 */
export function graphOf(objects: ReadonlyMap<string, GraphObject>, operators: Operators): Graph {
  const problems: { object: string; problem: Problem }[] = [];
  const nodes = new Map<string, Omit<Derived, "rank" | "follows">>();
  for (const object of objects.values()) {
    for (const field of object.byName.values()) {
      const how = field.fieldType.derived?.(field.settings);
      if (how === undefined || how.kind === "column" || how.kind === "lines") continue;
      const read = readNode(objects, operators, object, field, how);
      if ("problems" in read) problems.push(...read.problems.map((each) => ({ object: object.name, problem: each })));
      else nodes.set(read.key, read);
    }
  }
  const { ranks, reads, circles } = rank(nodes);
  for (const circle of circles) {
    for (const key of new Set(circle)) {
      const node = nodes.get(key)!;
      const begun = [...circle.slice(circle.indexOf(key), -1), ...circle.slice(0, circle.indexOf(key)), key];
      problems.push({
        object: node.object,
        problem: problem("derived_circle", pointer("fields", node.field.id), `"${key}" follows from itself: ${begun.join(" → ")}.`, {
          details: { circle: begun },
        }),
      });
    }
  }
  const sound = [...nodes.values()]
    .flatMap((node): Derived[] => (ranks.has(node.key) ? [{ ...node, follows: reads.get(node.key)!, rank: ranks.get(node.key)! }] : []))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
  const watches = watchesOf(sound);
  return {
    of: grouped(sound, (node) => node.object),
    watches,
    rollUps: grouped(
      sound.filter((node) => node.children !== undefined),
      (node) => node.children!.object,
    ),
    families: familiesOf(sound),
    descends: descending(sound, watches),
    problems,
  };
}

type Unranked = Omit<Derived, "rank" | "follows">;

function readNode(
  objects: ReadonlyMap<string, GraphObject>,
  operators: Operators,
  object: GraphObject,
  field: GraphField,
  how: Derived["how"],
): Unranked | { readonly problems: readonly Problem[] } {
  const key = `${object.name}.${field.name}`;
  const at = pointer("fields", field.id, "config");
  if (how.kind === "rollUp") return readRollUp(objects, operators, object, field, how, key, at);
  if (how.kind === "lookThrough") {
    const reached = reach(objects, object, `${how.reference}.${how.field}`, at);
    if ("problem" in reached) return { problems: [reached.problem] };
    return { key, object: object.name, field, how, own: ownOf([reached.path]), paths: [reached.path] };
  }
  const reached = new Map<string, Path>();
  const problems: Problem[] = [];
  const logic = flattened(how.logic);
  const expression = compileExpression(logic, {
    operators,
    types: (name) => {
      const found = reach(objects, object, name.replaceAll("/", "."), `${at}/logic`);
      return "path" in found ? found.path.type : undefined;
    },
  });
  if (!expression.ok) return { problems: expression.problems.map((each) => ({ ...each, path: `${at}/logic${each.path}` })) };
  for (const name of expression.value.reads) {
    const found = reach(objects, object, name.replaceAll("/", "."), `${at}/logic`);
    if ("problem" in found) problems.push(found.problem);
    else reached.set(name, found.path);
  }
  for (const name of contextIn(how.logic)) {
    problems.push(
      problem(
        "invalid_expression",
        `${at}/logic`,
        `"${name}" is another one at every reading; a stored value cannot follow it. Use it in a filter or a rule.`,
        {
          details: { name },
        },
      ),
    );
  }
  const given = expression.value.node.type;
  const wanted = field.fieldType.type(field.settings) as ValueType;
  if (!turnsInto(given, wanted)) {
    problems.push(
      problem("wrong_type", `${at}/logic`, `The formula gives ${typeWord(given)}, the field holds ${typeWord(wanted)}.`, {
        details: { given: typeWord(given), expected: typeWord(wanted) },
      }),
    );
  }
  if (problems.length > 0) return { problems };
  const paths = [...reached.values()];
  return {
    key,
    object: object.name,
    field,
    how,
    own: ownOf(paths),
    paths: paths.filter(({ hops }) => hops.length > 0),
    expression: expression.value,
  };
}

function readRollUp(
  objects: ReadonlyMap<string, GraphObject>,
  operators: Operators,
  object: GraphObject,
  field: GraphField,
  how: Extract<Derivation, { kind: "rollUp" }>,
  key: string,
  at: string,
): Unranked | { readonly problems: readonly Problem[] } {
  const wrong = (place: string, message: string, code: "unknown_name" | "invalid_expression" | "wrong_type" = "invalid_expression") => ({
    problems: [problem(code, `${at}/${place}`, message)],
  });
  const child = objects.get(how.object);
  if (child === undefined) return wrong("object", `There is no object "${how.object}".`, "unknown_name");
  const by = child.byName.get(how.by);
  if (by === undefined) return wrong("by", `"${child.name}" has no field "${how.by}".`, "unknown_name");
  if (by.fieldType.derived !== undefined || by.fieldType.refersTo?.(by.settings) !== object.name) {
    return wrong("by", `"${how.by}" of "${child.name}" does not refer to one record of "${object.name}".`);
  }
  let summed: GraphField | undefined;
  if (how.field !== undefined) {
    const reached = reach(objects, child, how.field, `${at}/field`);
    if ("problem" in reached) return { problems: [reached.problem] };
    const { type } = reached.path;
    if (reached.path.hops.length > 0 || reached.path.field === undefined)
      return wrong("field", `"${how.field}" is not a field of "${child.name}" itself.`);
    if (typeof type !== "string" || type === "json")
      return wrong("field", `"${how.field}" of "${child.name}" holds several values.`, "wrong_type");
    if ((how.fn === "sum" || how.fn === "avg") && !added.has(type))
      return wrong("field", `"${how.field}" of "${child.name}" cannot be added up.`, "wrong_type");
    if ((how.fn === "min" || how.fn === "max") && unordered.has(type))
      return wrong("field", `"${how.field}" of "${child.name}" has no order.`, "wrong_type");
    summed = reached.path.field;
  }
  const reads = new Set([by.id, ...(summed === undefined ? [] : [summed.id])]);
  if (how.filter !== undefined) {
    const types = (name: string) => {
      const found = reach(objects, child, name, at);
      return "path" in found ? found.path.type : undefined;
    };
    const filter = compileExpression(how.filter, { operators, types });
    const lowered = filter.ok ? lowerExpression(how.filter, { operators, types }) : filter;
    if (!lowered.ok) return { problems: lowered.problems.map((each) => ({ ...each, path: `${at}/filter${each.path}` })) };
    const names = contextIn(how.filter);
    if (names.length > 0) return wrong("filter", `"${names[0]}" is another one at every reading; a stored value cannot follow it.`);
    for (const name of filter.ok ? filter.value.reads : []) {
      const found = reach(objects, child, name, `${at}/filter`);
      if ("problem" in found) return { problems: [found.problem] };
      if (found.path.hops.length > 0) {
        return wrong("filter", `"${name}" leads out of "${child.name}"; give "${child.name}" a formula of it and ask for that.`);
      }
      if (found.path.field !== undefined) reads.add(found.path.field.id);
    }
  }
  const children: Children = { object: child.name, by, ...(summed === undefined ? {} : { field: summed }), reads };
  return { key, object: object.name, field, how, own: new Set(), paths: [], children };
}

const added = new Set<unknown>(["number", "decimal", "money"]);
const unordered = new Set<unknown>(["boolean", "reference"]);

/** Fields of the record itself that values are read from, or that lead to them. */
const ownOf = (paths: readonly Path[]): ReadonlySet<string> =>
  new Set(paths.flatMap(({ hops, field }) => (hops[0] === undefined ? (field === undefined ? [] : [field.id]) : [hops[0].field.id])));

/** Named values of the asker and the clock that an expression names. */
function contextIn(logic: unknown): string[] {
  if (Array.isArray(logic)) return logic.flatMap(contextIn);
  if (typeof logic !== "object" || logic === null) return [];
  return Object.entries(logic).flatMap(([key, operand]) => {
    const name: unknown = key === "var" ? (Array.isArray(operand) ? operand[0] : operand) : undefined;
    return typeof name === "string" && name.startsWith("$") ? [name] : contextIn(operand);
  });
}

/** Numbers and decimals turn into each other; what is not known is looked at when it is there. */
function turnsInto(given: ValueType | undefined, wanted: ValueType): boolean {
  if (given === undefined || given === "json" || wanted === "json" || JSON.stringify(given) === JSON.stringify(wanted)) return true;
  const numeric = (type: ValueType) => type === "number" || type === "decimal";
  const textual = (type: ValueType) => type === "text" || type === "reference";
  return (numeric(given) && numeric(wanted)) || (textual(given) && wanted === "text");
}

const typeWord = (type: ValueType | undefined): string =>
  type === undefined ? "any value" : typeof type === "string" ? (type satisfies ScalarType) : `list of ${type.list}`;

/** What a derived value reads that is derived itself, by key. */
function readsOf(node: Unranked, nodes: ReadonlyMap<string, Unranked>): string[] {
  const found: string[] = [];
  const add = (object: string, field: GraphField | undefined) => {
    if (field !== undefined && nodes.has(`${object}.${field.name}`)) found.push(`${object}.${field.name}`);
  };
  for (const { object, field } of node.paths) add(object, field);
  const members = (object: string, ids: ReadonlySet<string>) => {
    for (const other of nodes.values()) if (other.object === object && ids.has(other.field.id)) add(object, other.field);
  };
  members(node.object, node.own);
  if (node.children !== undefined) members(node.children.object, node.children.reads);
  return found;
}

/** How many steps each stands behind what nobody works out, and the circles that have no such order. */
function rank(nodes: ReadonlyMap<string, Unranked>): {
  ranks: ReadonlyMap<string, number>;
  reads: ReadonlyMap<string, readonly string[]>;
  circles: readonly (readonly string[])[];
} {
  const reads = new Map([...nodes].map(([key, node]) => [key, readsOf(node, nodes)]));
  const ranks = new Map<string, number>();
  const circles: string[][] = [];
  const broken = new Set<string>();
  const visit = (key: string, trail: readonly string[]): void => {
    if (ranks.has(key) || broken.has(key)) return;
    const seen = trail.indexOf(key);
    if (seen >= 0) {
      const circle = [...trail.slice(seen), key];
      // told once, however it was come upon
      const same = (other: readonly string[]) => other.length === circle.length && circle.every((each) => other.includes(each));
      if (!circles.some(same)) circles.push(circle);
      for (const each of circle) broken.add(each);
      return;
    }
    let most = 0;
    for (const read of reads.get(key)!) {
      visit(read, [...trail, key]);
      if (broken.has(read)) broken.add(key);
      most = Math.max(most, (ranks.get(read) ?? 0) + 1);
    }
    if (!broken.has(key)) ranks.set(key, most);
  };
  for (const key of [...nodes.keys()].sort()) visit(key, []);
  return { ranks, reads, circles };
}

function watchesOf(nodes: readonly Derived[]): ReadonlyMap<string, readonly Watch[]> {
  const found: { object: string; watch: Watch }[] = [];
  for (const node of nodes) {
    for (const path of node.paths) {
      path.hops.forEach((hop, index) => {
        const field = path.hops[index + 1]?.field ?? path.field;
        if (field !== undefined) found.push({ object: hop.to, watch: { node, path, level: index + 1, field: field.id } });
      });
    }
  }
  return new Map([...grouped(found, ({ object }) => object)].map(([object, list]) => [object, list.map(({ watch }) => watch)]));
}

/** Objects whose derived values hang together bear the name of the first of them. */
function familiesOf(nodes: readonly Derived[]): ReadonlyMap<string, string> {
  const parent = new Map<string, string>();
  const top = (name: string): string => {
    const above = parent.get(name) ?? name;
    return above === name ? name : top(above);
  };
  const join = (a: string, b: string) => {
    const [first, second] = [top(a), top(b)].sort() as [string, string];
    parent.set(second, first);
    if (!parent.has(first)) parent.set(first, first);
  };
  for (const { object, paths, children } of nodes) {
    for (const { hops } of paths) for (const hop of hops) join(object, hop.to);
    if (children !== undefined) join(object, children.object);
  }
  return new Map([...parent.keys()].map((name) => [name, top(name)]));
}

function descending(nodes: readonly Derived[], watches: ReadonlyMap<string, readonly Watch[]>): ReadonlySet<string> {
  const found = new Set<string>();
  // from the last to the first: what reads a value stands behind it
  for (const node of nodes.toReversed()) {
    const { id } = node.field;
    const watched = (watches.get(node.object) ?? []).some((each) => each.field === id);
    const passedOn = nodes.some(
      (other) =>
        found.has(other.key) &&
        ((other.object === node.object && other.own.has(id)) || (other.children?.object === node.object && other.children.reads.has(id))),
    );
    if (watched || passedOn) found.add(node.key);
  }
  return found;
}

function grouped<Value>(values: readonly Value[], by: (value: Value) => string): Map<string, Value[]> {
  const found = new Map<string, Value[]>();
  for (const value of values) {
    const key = by(value);
    const list = found.get(key);
    if (list === undefined) found.set(key, [value]);
    else list.push(value);
  }
  return found;
}
