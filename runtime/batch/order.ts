import { pointer, problem, type Problem, type Result } from "#metadata";
import { isRecordId } from "../records/typed.ts";
import { newId } from "../uuid.ts";

/** One change of a batch, as the outside says it. `ref`: what the other changes call the record that this one makes. */
export interface Operation {
  readonly act: "create" | "update" | "delete" | "restore";
  readonly object: string;
  /** which record, or { "$ref": … } */
  readonly id?: unknown;
  readonly values?: unknown;
  readonly ifMatch?: string | number | undefined;
  readonly ref?: string | undefined;
}

/** Changes of one kind of the records of one object: one pass of the write path. */
export interface Group {
  readonly act: Operation["act"];
  readonly object: string;
  /** place in the batch, and the change with its references resolved */
  readonly members: {
    readonly place: number;
    readonly id: string | undefined;
    readonly values: unknown;
    readonly ifMatch?: string | number | undefined;
  }[];
}

/** Deepest that a reference may stand in the values; deeper ones are values like any other and refused as such. */
const deepest = 8;

const refOf = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const ref: unknown = (value as Record<string, unknown>)["$ref"];
  return keys.length === 1 && typeof ref === "string" ? ref : undefined;
};

/** The value with the ids of new records in place of what refers to them; `found` hears of each. */
function resolve(
  value: unknown,
  ids: ReadonlyMap<string, string>,
  found: (ref: string, path: string) => void,
  path: string,
  depth = 0,
): unknown {
  if (typeof value !== "object" || value === null || depth > deepest) return value;
  const ref = refOf(value);
  if (ref !== undefined) {
    found(ref, path);
    return ids.get(ref) ?? value;
  }
  if (Array.isArray(value)) return value.map((each, index) => resolve(each, ids, found, `${path}/${index}`, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolve(each, ids, found, `${path}${pointer(key)}`, depth + 1)]),
  );
}

/**
 * Puts a batch in an order in which it can be written: who is referred to before who refers, changes of one object in the order in which
 * they were given, and whatever may go together together. Groups of one step have nothing to do with each other and go by the
 * objects' names. Problems, at /operations/{n}: a reference to nothing, a name given twice, new records that refer to each other in a circle.
 */
export function inOrderOfWriting(operations: readonly Operation[]): Result<readonly (readonly Group[])[]> {
  const problems: Problem[] = [];
  const makers = new Map<string, number>();
  const ids = new Map<string, string>();
  for (const [place, { act, ref }] of operations.entries()) {
    if (ref === undefined) continue;
    const path = pointer("operations", place, "ref");
    if (act !== "create") problems.push(problem("invalid", path, "Only a record that is made has a ref."));
    else if (makers.has(ref)) problems.push(problem("name_taken", path, `Two records are called "${ref}".`));
    else {
      makers.set(ref, place);
      ids.set(ref, newId());
    }
  }
  const needs: ReadonlySet<number>[] = [];
  const resolved = operations.map((operation, place) => {
    const needed = new Set<number>();
    const found = (ref: string, path: string) => {
      const maker = makers.get(ref);
      if (maker === undefined) problems.push(problem("unknown_name", path, `No record of this batch is called "${ref.slice(0, 80)}".`));
      else if (maker !== place) needed.add(maker);
    };
    const at = pointer("operations", place);
    const values = resolve(operation.values, ids, found, `${at}/values`);
    const id = operation.act === "create" ? ids.get(operation.ref ?? "") : resolve(operation.id, ids, found, `${at}/id`);
    if (operation.act !== "create" && !isRecordId(id)) problems.push(problem("required", `${at}/id`, "Say which record: its id."));
    needs.push(needed);
    return { place, id: id as string | undefined, values, ...(operation.ifMatch === undefined ? {} : { ifMatch: operation.ifMatch }) };
  });
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 200) };

  const sorted = sortedByNeed(needs);
  if (sorted.length < operations.length) {
    const placed = new Set(sorted);
    const left = operations.flatMap((_, place) => (placed.has(place) ? [] : [place]));
    return {
      ok: false,
      problems: left.map((place) => problem("invalid", pointer("operations", place), "New records refer to each other in a circle.")),
    };
  }
  const steps: Map<string, Group>[] = [];
  const levels: number[] = [];
  const latest = new Map<string, number>();
  for (const place of sorted) {
    const { act, object } = operations[place]!;
    let level = Math.max(0, ...[...needs[place]!].map((each) => levels[each]! + 1));
    const last = latest.get(object);
    if (last !== undefined) {
      const group = steps[last]!.get(object)!;
      const joins = group.act === act && !group.members.some(({ id }) => id !== undefined && id === resolved[place]!.id);
      level = Math.max(level, joins ? last : last + 1);
    }
    levels[place] = level;
    latest.set(object, level);
    const step = (steps[level] ??= new Map());
    const group = step.get(object) ?? { act, object, members: [] };
    group.members.push(resolved[place]!);
    step.set(object, group);
  }
  return {
    ok: true,
    value: Array.from(steps, (step) => [...(step ?? new Map<string, Group>()).values()].sort((a, b) => (a.object < b.object ? -1 : 1))),
  };
}

/** Places in which everything stands behind what it needs, else as given; what needs itself in a circle is left out. */
function sortedByNeed(needs: readonly ReadonlySet<number>[]): number[] {
  const sorted: number[] = [];
  const state: ("open" | "done")[] = [];
  const open: { place: number; left: number[] }[] = [];
  const ring = new Set<number>();
  for (const start of needs.keys()) {
    if (state[start] !== undefined) continue;
    open.push({ place: start, left: [...needs[start]!] });
    state[start] = "open";
    while (open.length > 0) {
      const top = open.at(-1)!;
      const next = top.left.pop();
      if (next === undefined) {
        open.pop();
        state[top.place] = "done";
        if (!ring.has(top.place)) sorted.push(top.place);
        else for (const each of open) ring.add(each.place);
      } else if (state[next] === undefined) {
        state[next] = "open";
        open.push({ place: next, left: [...needs[next]!] });
      } else if (state[next] === "open" || ring.has(next)) ring.add(top.place);
    }
  }
  return sorted;
}
