import type { Grant, Logic } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";

/** What one actor may do with the records of one object. */
export interface Access {
  readonly read: boolean;
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  /** rule that every record read, and every record before and after a change, must meet; absent = all records */
  readonly rows?: Logic;
  /** the one record that can be reached at all */
  readonly only?: string;
  readonly sees: (field: string) => boolean;
  readonly writes: (field: string) => boolean;
  /** the platform's own flows and installer: rules about people (read-only, not shown) do not bind them */
  readonly unrestricted: boolean;
}

const yes = () => true;
const everything: Access = Object.freeze({ read: true, create: true, update: true, delete: true, sees: yes, writes: yes, unrestricted: false });
const unrestricted: Access = Object.freeze({ ...everything, unrestricted: true });

/** undefined: the object answers as though it did not exist. */
export function accessTo(effective: Effective, actor: Actor, object: string): Access | undefined {
  if (!effective.objects.has(object)) return undefined;
  if (actor.unrestricted === true) return unrestricted;
  if (actor.only !== undefined && actor.only.object !== object) return undefined;
  const access = effective.memo(`access:${object}:${actor.roles.join()}`, () => accessOfRoles(effective, actor.roles, object));
  if (access === undefined || actor.only === undefined) return access;
  return { ...access, create: false, delete: false, only: actor.only.recordId };
}

function accessOfRoles(effective: Effective, roles: readonly string[], object: string): Access | undefined {
  if (roles.some((role) => effective.documents.role.get(role)?.capabilities?.allRecords === true)) return everything;
  const grant = effective.grant(roles, object);
  return grant === undefined ? undefined : ofGrant(grant);
}

function ofGrant(grant: Grant): Access | undefined {
  const { hidden, writable } = grant;
  const may = { read: grant.read === true, create: grant.create === true, update: grant.update === true, delete: grant.delete === true };
  if (!may.read && !may.create && !may.update && !may.delete) return undefined;
  const sees = (field: string) => hidden === undefined || !Object.hasOwn(hidden, field);
  return Object.freeze({
    ...may,
    ...(grant.rows === undefined ? {} : { rows: grant.rows }),
    sees,
    writes: (field: string) => sees(field) && (writable === undefined || Object.hasOwn(writable, field)),
    unrestricted: false,
  });
}

/** The named values of expressions that depend on who asks and when. */
export function contextOf(actor: Actor, now: string): { now: string; user: { id: string | null; roles: readonly string[] } } {
  return { now, user: { id: actor.userId, roles: actor.roles } };
}
