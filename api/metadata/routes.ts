import { kindNames, ok, problem, refused, type Kind } from "#metadata";
import { mayDesign, objectAsSeen, type Actor, type Effective } from "#runtime";
import { etag } from "../parts.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

/**
 * Which documents an actor may read: designers all; others what the app they use is made of, of objects what they may see. Rules that
 * decide about others (tables, flows, functions, roles) stay with those who design them.
 */
const shownToMembers: ReadonlySet<Kind> = new Set(["object", "form", "page", "view", "app"]);
const mayRead = (kind: Kind, actor: Actor, effective: Effective): boolean =>
  mayDesign(actor, effective) || (actor.only === undefined && shownToMembers.has(kind));

const read = (kind: Kind, name: string, actor: Actor, effective: Effective) =>
  kind === "object" ? objectAsSeen(effective, actor, name) : effective.documents[kind].get(name);

const layers = ["tenant", "package", "platform"];
/** The uppermost layer that set anything of a document. */
function originOf(origins: Readonly<Record<string, string>>): string {
  const found = new Set(Object.values(origins));
  for (const layer of layers) for (const origin of found) if (origin === layer || origin.startsWith(`${layer}:`)) return origin;
  return "tenant";
}

export const metadataRoutes: readonly Route[] = [
  route(contracts.list, async ({ actor, effective }) => {
    const documents = kindNames
      .filter((kind) => mayRead(kind, actor, effective))
      .flatMap((kind) =>
        [...effective.documents[kind].values()]
          .filter(({ name }) => read(kind, name, actor, effective) !== undefined)
          .map(({ name, label }) => ({
            kind,
            name,
            label,
            origin: originOf(effective.origins(kind, name)),
            revision: effective.revision,
          })),
      );
    return ok({ body: { revision: effective.revision, documents }, headers: { etag: etag(effective.revision) } });
  }),

  route(contracts.get, async ({ actor, effective, params, query }) => {
    const { kind, name } = params;
    const document = mayRead(kind, actor, effective) ? read(kind, name, actor, effective) : undefined;
    if (document === undefined) return refused(problem("not_found", "", `There is no ${kind} <${name}>.`));
    const headers = { etag: etag(effective.revision) };
    // paths of what may not be seen would tell of it
    if (query.origin === "1" && mayDesign(actor, effective))
      return ok({ body: { document, origins: effective.origins(kind, name) }, headers: {} });
    return ok({ body: document, headers });
  }),

  route(contracts.schema, async ({ platform, params }) => ok({ body: platform.language.schema(params.kind) })),
];
