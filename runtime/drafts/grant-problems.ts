import { pointer, problem, type Folded, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { capabilitiesOf, type Capability } from "../identity/capabilities.ts";

/** Nobody gives a role a capability that he does not have himself. Paths begin with /role/{name}. */
export function grantProblems(effective: Effective, actor: Actor, before: Folded, after: Folded): Problem[] {
  if (actor.unrestricted === true) return [];
  const held = capabilitiesOf(actor, effective);
  return [...after.documents.role.values()].flatMap((role) => {
    const was = before.byKey.get(`role/${role.id}`);
    const had = was?.kind === "role" ? (was.capabilities ?? {}) : {};
    const given = (Object.keys(role.capabilities ?? {}) as Capability[]).filter((each) => had[each] !== true && !held.has(each));
    return given.map((each) =>
      problem(
        "forbidden",
        pointer("role", role.name, "capabilities", each),
        `You cannot give the capability ${each}, which you do not have`,
        {
          help: "Ask somebody who has it.",
        },
      ),
    );
  });
}

/**
 * Grants that name a field or an object which is another one than before, although it has the same name: what was allowed or hidden was
 * meant for the old one. Paths begin with /role/{name}.
 */
export function inheritedGrants(before: Folded, after: Folded): Problem[] {
  const objectId = (folded: Folded, object: string) => folded.documents.object.get(object)?.id;
  const fieldAt = (folded: Folded, object: string, name: string) =>
    Object.entries(folded.documents.object.get(object)?.fields ?? {}).find(([, field]) => field.name === name);
  const another = (was: string | undefined, is: string | undefined) => was !== undefined && is !== undefined && was !== is;
  // the same field with another type is meant as before
  const anotherField = (object: string, name: string): boolean => {
    const [was, is] = [fieldAt(before, object, name), fieldAt(after, object, name)];
    return another(was?.[0], is?.[0]) && is?.[1].was?.includes(was![0]) !== true && was?.[1].was?.includes(is![0]) !== true;
  };
  return [...after.documents.role.values()].flatMap((role) => {
    const old = before.byKey.get(`role/${role.id}`);
    const had = old?.kind === "role" ? (old.objects ?? {}) : {};
    return Object.entries(role.objects ?? {}).flatMap(([object, grant]) => {
      const was = Object.hasOwn(had, object) ? had[object] : undefined;
      if (was === undefined) return [];
      if (another(objectId(before, object), objectId(after, object))) return [stale(role.name, object, `the object "${object}"`)];
      return (["hidden", "writable"] as const).flatMap((list) =>
        Object.keys(grant[list] ?? {})
          .filter((name) => was[list]?.[name] === true && anotherField(object, name))
          .map((name) => stale(role.name, object, `the field "${name}"`, list, name)),
      );
    });
  });
}

const stale = (role: string, object: string, what: string, ...rest: readonly string[]): Problem =>
  problem(
    "in_use",
    pointer("role", role, "objects", object, ...rest),
    `The role "${role}" names ${what}, which is another one than before`,
    {
      help: "Take it out of the role, publish, and grant it anew if it is meant.",
    },
  );
