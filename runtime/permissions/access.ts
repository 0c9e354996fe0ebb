import type { Grant, Logic } from "#metadata";
import type { Actor } from "../actor.ts";
import type { AskingUser, EvaluationContext } from "#runtime/rules";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import type { Verb } from "../effective/union-grants.ts";
import { perObject } from "../records/per-object.ts";

export type { Verb } from "../effective/union-grants.ts";

/** What one actor may do with the records of one object. A right holds on the records and fields it was given for. */
export interface Access {
  readonly read: Right | undefined;
  readonly create: Right | undefined;
  readonly update: Right | undefined;
  readonly delete: Right | undefined;
  /** take records out as a file: on these rows and fields, which may be fewer than are read */
  readonly export: Right | undefined;
  /** give others access to a single record */
  readonly share: Right | undefined;
  /** the one record that can be reached at all */
  readonly only?: string;
  /** the platform's own flows and installer: rules about people (read-only, not shown) do not bind them */
  readonly unrestricted: boolean;
}

export interface Right {
  /** rule that a record must meet; absent = all records */
  readonly rows?: Logic;
  /** it does not hold on all records of the object: by its own rule, or because the record is part of one that has such a rule */
  readonly limited: boolean;
  readonly sees: (field: string) => boolean;
  readonly writes: (field: string) => boolean;
}

const yes = () => true;
const any: Right = Object.freeze({ limited: false, sees: yes, writes: yes });
const everything: Access = Object.freeze({
  read: any,
  create: any,
  update: any,
  delete: any,
  export: any,
  share: any,
  unrestricted: false,
});
const unrestricted: Access = Object.freeze({ ...everything, unrestricted: true });

/** undefined: the object answers as though it did not exist. */
export function accessTo(effective: Effective, actor: Actor, object: string): Access | undefined {
  if (!effective.objects.has(object)) return undefined;
  if (actor.unrestricted === true) return unrestricted;
  if (actor.only !== undefined && actor.only.object !== object) return undefined;
  const access = effective.memo(`access:${object}:${JSON.stringify(actor.roles)}`, () => accessOfRoles(effective, actor.roles, object));
  if (access === undefined || actor.only === undefined) return access;
  return { ...access, create: undefined, delete: undefined, export: undefined, share: undefined, only: actor.only.recordId };
}

/** The right to one act on an object's records, with its rows and fields; undefined: none. Says nothing of a single record. */
export const may = (effective: Effective, actor: Actor, object: string, verb: Verb): Right | undefined =>
  accessTo(effective, actor, object)?.[verb];

/** What is done to the whole when something is done to a part of it. */
export const verbOnWhole = (verb: Verb): "read" | "update" =>
  verb === "create" || verb === "update" || verb === "delete" ? "update" : "read";

/** The objects whose records the records of an object are parts of, with the field that says of which. */
export const wholesOf = perObject((object): readonly { readonly field: ResolvedField; readonly object: string }[] =>
  object.fields.flatMap((field) =>
    field.fieldType.partOf === true && field.fieldType.refersTo !== undefined
      ? [{ field, object: field.fieldType.refersTo(field.settings) }]
      : [],
  ),
);

/** `parts`: what is on the way to this object; what is part of itself belongs to nobody. */
function accessOfRoles(effective: Effective, roles: readonly string[], object: string, parts: readonly string[] = []): Access | undefined {
  const wholes = wholesOf(effective.objects.get(object)!).map((whole) =>
    effective.objects.has(whole.object) && ![...parts, object].includes(whole.object)
      ? accessOfRoles(effective, roles, whole.object, [...parts, object])
      : undefined,
  );
  const right = (verb: Verb): Right | undefined => {
    const grant = effective.grant(roles, object, verb);
    const above = wholes.map((whole) => whole?.[verbOnWhole(verb)]);
    if (grant?.[verb] !== true || above.includes(undefined)) return undefined;
    return ofGrant(
      grant,
      above.some((each) => each?.limited === true),
    );
  };
  const access: Access = {
    read: right("read"),
    create: right("create"),
    update: right("update"),
    delete: right("delete"),
    export: right("export"),
    share: right("share"),
    unrestricted: false,
  };
  const none = access.read === undefined && access.create === undefined && access.update === undefined && access.delete === undefined;
  return none ? undefined : Object.freeze(access);
}

function ofGrant({ rows, hidden, writable }: Grant, limitedByWhole: boolean): Right {
  const sees = (field: string) => hidden === undefined || !Object.hasOwn(hidden, field);
  return Object.freeze({
    ...(rows === undefined ? {} : { rows }),
    limited: rows !== undefined || limitedByWhole,
    sees,
    writes: (field: string) => sees(field) && (writable === undefined || Object.hasOwn(writable, field)),
  });
}

/** The named values of expressions that depend on who asks and when. */
export function contextOf(actor: Actor, now: string): EvaluationContext & { readonly user: AskingUser } {
  const { userId, roles, by, standing } = actor;
  if (standing === undefined) return { now, user: { id: userId, roles, by } };
  const { teamIds, mateIds, belowIds, aboveIds, mateBy, belowBy, aboveBy } = standing;
  return { now, user: { id: userId, roles, by, teamIds, mateIds, belowIds, aboveIds, mateBy, belowBy, aboveBy } };
}

/** Stands for the id of somebody who has none, where it is asked whose a record is: nobody owns what nobody is named on. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** The same for the rules over records. */
export function ownerContextOf(actor: Actor, now: string): ReturnType<typeof contextOf> {
  const context = contextOf(actor, now);
  return context.user.id === null ? { ...context, user: { ...context.user, id: nobody } } : context;
}
