import type { Grant } from "#metadata";

/** What a grant may allow, in the order of the matrix. */
export const verbs = ["read", "create", "update", "delete", "export", "share"] as const;
export type Verb = (typeof verbs)[number];

/** A grant with one verb more or less. What is written, taken out or shared is read too; without reading nothing is left. */
export function setVerb(grant: Grant, verb: Verb, is: boolean): Grant {
  if (!is && verb === "read") return {};
  const { [verb]: _old, ...rest } = grant;
  if (!is) return rest;
  return { ...rest, ...(verb === "create" ? {} : { read: true }), [verb]: true };
}

/** A grant with a field seen or hidden; what is hidden is not changed either. `all`: names of all fields. */
export function setSeen(grant: Grant, field: string, is: boolean, all: readonly string[]): Grant {
  const hidden = withName(grant.hidden, field, !is);
  const { hidden: _hidden, ...rest } = grant;
  const next: Grant = { ...rest, ...(hidden === undefined ? {} : { hidden }) };
  return is ? next : setWritten(next, field, false, all);
}

/** A grant with a field that may be changed or not; where all that are seen may be, nothing is listed. */
export function setWritten(grant: Grant, field: string, is: boolean, all: readonly string[]): Grant {
  const seen = all.filter((name) => grant.hidden?.[name] !== true);
  const before = seen.filter((name) => grant.writable === undefined || grant.writable[name] === true);
  const after = is ? [...new Set([...before, field])] : before.filter((name) => name !== field);
  const { writable: _old, ...rest } = grant;
  return seen.every((name) => after.includes(name))
    ? rest
    : { ...rest, writable: Object.fromEntries(after.map((name) => [name, true as const])) };
}

function withName(list: Readonly<Record<string, true>> | undefined, name: string, is: boolean): Record<string, true> | undefined {
  const { [name]: _old, ...rest } = list ?? {};
  const next = is ? { ...rest, [name]: true as const } : rest;
  return Object.keys(next).length === 0 ? undefined : next;
}
