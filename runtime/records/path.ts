import type { ValueType } from "#metadata";
import { accessTo, type Right } from "../permissions/access.ts";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { columnOf, fieldColumn, type Column, type Hop } from "./column.ts";
import { always, type Condition, type Lines } from "./condition.ts";

/** Most references that one path follows. */
export const mostHops = 3;

/** Where names of an expression over an object are looked up. What may not be seen is not found. */
export interface Looking {
  /** of the object */
  readonly name: string;
  readonly column: (path: string) => Column | undefined;
  readonly type: (path: string) => ValueType | undefined;
  /** records of another object that a field of this one stands for, and where their names are looked up */
  readonly lines: (path: string) => { readonly lines: Lines; readonly inside: Looking } | undefined;
}

/** Another object as far as it may be reached: its fields that are seen, its records that count. */
type Reach = (object: string) => { readonly object: ResolvedObject; readonly rows: () => Condition } | undefined;

/** Over an object and what it refers to, whoever asks: what rules of documents read. */
export const lookingAtAll = (effective: Pick<Effective, "objects" | "memo">, object: ResolvedObject): Looking =>
  effective.memo(`looking:${object.name}`, () =>
    looking(effective, object, (name) => {
      const found = effective.objects.get(name);
      return found === undefined ? undefined : { object: found, rows: () => always };
    }),
  );

/** The same for what an actor asks: on every step the object, the field and the record must be readable to him. `rowsOf`: the records of an object that he may read. */
export const lookingAs = (
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  rowsOf: (object: ResolvedObject) => Condition,
): Looking =>
  looking(effective, seenBy(effective, actor, object), (name) => {
    const found = effective.objects.get(name);
    if (found === undefined || accessTo(effective, actor, name)?.read === undefined) return undefined;
    return { object: seenBy(effective, actor, found), rows: () => rowsOf(found) };
  });

function looking(effective: Pick<Effective, "objects">, object: ResolvedObject, reach: Reach): Looking {
  /** With the place where its links stand. */
  const linked = (of: ResolvedObject, name: string): Column | undefined => {
    const column = columnOf(of, name);
    const field = of.byName.get(name);
    if (field?.fieldType.derived === undefined && field?.fieldType.linksTo === undefined) return column;
    const derived = field.fieldType.derived?.(field.settings);
    // lines that may not be read are not there
    if (derived?.kind === "lines" && reach(derived.object)?.object.byName.get(derived.by) === undefined) return undefined;
    if (column === undefined || field.fieldType.linksTo === undefined) return column;
    const targets = field.fieldType.linksTo.objects(field.settings).flatMap((target) => effective.objects.get(target)?.id ?? []);
    return { ...column, links: { object: of.id, targets } };
  };
  const walk = (path: string, rows: boolean): Column | undefined => {
    if (!path.includes(".")) return linked(object, path);
    const names = path.split(".");
    const last = names.pop()!;
    let at = object;
    const via: Hop[] = [];
    for (const [index, name] of names.entries()) {
      const field = at.byName.get(name);
      if (field === undefined) return undefined;
      if (index === names.length - 1 && field.fieldType.linksTo !== undefined && (last === "id" || last === "object")) {
        const column = linked(at, name)!;
        // one of records of several objects; a list of records has no one id
        if (column.type !== "json") return undefined;
        return { ...column, name: path, inside: last, type: last === "id" ? "reference" : "text", ...(via.length === 0 ? {} : { via }) };
      }
      const target = field.fieldType.refersTo?.(field.settings);
      const reached = target === undefined ? undefined : reach(target);
      if (reached === undefined || via.length === mostHops) return undefined;
      via.push({
        reference: fieldColumn(field),
        object: reached.object.name,
        objectId: reached.object.id,
        rows: rows ? reached.rows() : always,
      });
      at = reached.object;
    }
    const column = linked(at, last);
    return column === undefined ? undefined : { ...column, name: path, via };
  };
  const linesOf = (path: string) => {
    const field = object.byName.get(path);
    const derived = field?.fieldType.derived?.(field.settings);
    if (derived?.kind !== "lines") return undefined;
    const reached = reach(derived.object);
    const by = reached?.object.byName.get(derived.by);
    return reached === undefined || by === undefined ? undefined : { reached, by: fieldColumn(by) };
  };
  return {
    name: object.name,
    column: (path) => walk(path, true),
    type: (path) => {
      const found = walk(path, false)?.type;
      if (found !== undefined || !path.includes(".")) return found;
      const [first = "", ...rest] = path.split(".");
      const lines = linesOf(first);
      return lines === undefined ? undefined : looking(effective, lines.reached.object, reach).type(rest.join("."));
    },
    lines: (path) => {
      const found = linesOf(path);
      if (found === undefined) return undefined;
      const { object: of } = found.reached;
      return {
        lines: { name: path, object: of.name, objectId: of.id, by: found.by, rows: found.reached.rows() },
        inside: looking(effective, of, reach),
      };
    },
  };
}

/**
 * The object as the actor may see it: a hidden field is not among its fields, so that no answer about names, types or values
 * can tell it from one that does not exist.
 */
export function seenBy(effective: Effective, actor: Actor, object: ResolvedObject): ResolvedObject {
  const right = accessTo(effective, actor, object.name)?.read;
  return right === undefined ? object : seenWith(right, object);
}

const seen = new WeakMap<ResolvedObject, WeakMap<Right, ResolvedObject>>();

/** The fields of an object that a right shows, once for as long as both stand. */
function seenWith(right: Right, object: ResolvedObject): ResolvedObject {
  let byRight = seen.get(object);
  if (byRight === undefined) seen.set(object, (byRight = new WeakMap()));
  let found = byRight.get(right);
  if (found === undefined) {
    const fields = object.fields.filter((field) => right.sees(field.name));
    found =
      fields.length === object.fields.length
        ? object
        : Object.freeze({
            ...object,
            fields,
            byName: new Map(fields.map((field) => [field.name, field])),
            byId: new Map(fields.map((field) => [field.id, field])),
          });
    byRight.set(right, found);
  }
  return found;
}
