import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { graphOf, type Derived, type Graph } from "./graph.ts";

/** The graph of a tenant's derived values, made once for all who have the same. */
export const derivedGraph = (effective: Effective): Graph =>
  effective.shared("derived graph", () => graphOf(effective.objects, effective.language.operators));

/** The derived values of an object, each behind what it reads. */
export const derivedOf = (effective: Effective, object: string): readonly Derived[] => derivedGraph(effective).of.get(object) ?? [];

/** The field as the tenant has it. */
export function fieldIn(
  effective: Effective,
  object: string,
  id: string,
): { readonly object: ResolvedObject; readonly field: ResolvedField } {
  const found = effective.objects.get(object);
  const field = found?.byId.get(id);
  if (found === undefined || field === undefined) throw new Error(`<${object}> has no field <${id}>: the graph is of another revision`);
  return { object: found, field };
}
