import type { Effective } from "../effective/effective.ts";

/** Names of the roles that stand under these, and above them, by `under` of the role documents; a role stands under or above none of its own. */
export const rolesAround = (
  effective: Effective,
  roles: readonly string[],
): { readonly below: ReadonlySet<string>; readonly above: ReadonlySet<string> } =>
  effective.memo(`roles around:${JSON.stringify(roles)}`, () => {
    const documents = effective.documents.role;
    const chainOf = (name: string): string[] => {
      const chain: string[] = [];
      for (let up = documents.get(name)?.under; up !== undefined && up !== name && !chain.includes(up); up = documents.get(up)?.under)
        chain.push(up);
      return chain;
    };
    const below = [...documents.keys()].filter((name) => !roles.includes(name) && chainOf(name).some((up) => roles.includes(up)));
    const above = roles.flatMap(chainOf).filter((name) => !roles.includes(name));
    return { below: new Set(below), above: new Set(above) };
  });
