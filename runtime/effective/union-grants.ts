import type { Grant, RoleDocument } from "#metadata";

/** Taking records out as a file and giving others access to one are rights of their own, on records that one may read. */
export type Verb = "read" | "create" | "update" | "delete" | "export" | "share";
export const verbs: readonly Verb[] = ["read", "create", "update", "delete", "export", "share"];

/** A grant of everything: the capability `allRecords`. */
const everything: Grant = Object.freeze(Object.fromEntries(verbs.map((verb) => [verb, true])));

/** Whether a grant gives a right by itself: what is not read can be neither exported nor shared. */
export const gives = (grant: Grant, verb: Verb): boolean =>
  grant[verb] === true && (grant.read === true || (verb !== "export" && verb !== "share"));

/**
 * What roles together may do on an object; undefined: nothing.
 * A right counts with the rows and fields it was given for, so ask for one `verb` at a time where rows matter. Without a verb,
 * rows and hidden fields are those of reading, and a right that holds on fewer rows than may be read is left out.
 */
export function unionGrants(roles: readonly RoleDocument[], object: string, verb?: Verb): Grant | undefined {
  if (roles.some((role) => role.capabilities?.allRecords === true)) return everything;
  const grants = roles.flatMap((role) => {
    const grant = role.objects !== undefined && Object.hasOwn(role.objects, object) ? role.objects[object] : undefined;
    return grant === undefined ? [] : [grant];
  });
  if (grants.length === 0) return undefined;
  if (verb !== undefined) return unionFor(grants, verb);
  const reading = unionFor(grants, "read");
  const all = verbs.map((each) => [each, unionFor(grants, each)] as const);
  const main = reading ?? all.find(([, union]) => union !== undefined)?.[1];
  if (main === undefined) return undefined;
  const writing = unionFor(grants, "update") ?? unionFor(grants, "create");
  return Object.freeze({
    ...Object.fromEntries(all.flatMap(([each, union]) => (union !== undefined && sameRows(union, main) ? [[each, true]] : []))),
    ...(main.rows === undefined ? {} : { rows: main.rows }),
    ...(main.hidden === undefined ? {} : { hidden: main.hidden }),
    ...(writing?.writable === undefined ? {} : { writable: writing.writable }),
  });
}

/** Over the roles that give one right: any row that one of them gives, hidden what all of them hide, writable what one of them lets write. */
function unionFor(all: readonly Grant[], verb: Verb): Grant | undefined {
  const grants = all.filter((grant) => gives(grant, verb));
  if (grants.length === 0) return undefined;
  const rows = grants.every((grant) => grant.rows !== undefined) ? grants.map((grant) => grant.rows!) : [];
  const hidden = Object.keys(grants[0]!.hidden ?? {}).filter((field) =>
    grants.every((grant) => grant.hidden !== undefined && Object.hasOwn(grant.hidden, field)),
  );
  const writable = grants.every((grant) => grant.writable !== undefined)
    ? grants.flatMap((grant) => Object.keys(grant.writable!))
    : undefined;
  const given = Object.fromEntries(verbs.filter((each) => grants.some((grant) => gives(grant, each))).map((each) => [each, true]));
  return Object.freeze({
    ...given,
    [verb]: true,
    ...(rows.length === 0 ? {} : { rows: rows.length === 1 ? rows[0]! : { or: rows } }),
    ...(hidden.length === 0 ? {} : { hidden: trueFor(hidden) }),
    ...(writable === undefined ? {} : { writable: trueFor(writable) }),
  });
}

const trueFor = (names: readonly string[]): Record<string, true> => Object.fromEntries(names.map((name) => [name, true as const]));
const sameRows = (a: Grant, b: Grant): boolean => a.rows === undefined || JSON.stringify(a.rows) === JSON.stringify(b.rows);
