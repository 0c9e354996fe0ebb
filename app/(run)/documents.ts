import "server-only";
import { inOrder, type AppDocument, type Grant } from "#metadata";
import type { Scope, ShownDocuments } from "#components";
import { accessTo, askedCandidate, askedTable, type Actor, type Effective } from "#runtime";
import type { Visit } from "../platform.ts";

type Writable = { -readonly [Kind in keyof ShownDocuments]-?: Record<string, NonNullable<ShownDocuments[Kind]>[string]> };

/** What a role may do on one object, as the browser needs it: only to show or not to show. The server decides again. */
export function grantOf(effective: Effective, actor: Actor, object: string): Grant | undefined {
  const access = accessTo(effective, actor, object);
  if (access === undefined) return undefined;
  const names = effective.objects.get(object)?.fields.map((field) => field.name) ?? [];
  const hidden = names.filter((name) => access.read?.sees(name) !== true);
  const writes = names.filter((name) => access.update?.writes(name) === true || access.create?.writes(name) === true);
  const only = (list: readonly string[]) => Object.fromEntries(list.map((name) => [name, true as const]));
  return {
    ...(access.read === undefined ? {} : { read: true }),
    ...(access.create === undefined ? {} : { create: true }),
    ...(access.update === undefined ? {} : { update: true }),
    ...(access.delete === undefined ? {} : { delete: true }),
    ...(access.export === undefined ? {} : { export: true }),
    ...(access.share === undefined ? {} : { share: true }),
    ...(hidden.length === 0 ? {} : { hidden: only(hidden) }),
    ...(writes.length === names.length ? {} : { writable: only(writes) }),
  };
}

/** The documents that pages over these objects draw from, and nothing else of the tenant. Computed once per revision and role set. */
export function shownDocuments(
  effective: Effective,
  actor: Actor,
): { readonly documents: ShownDocuments; readonly grants: Record<string, Grant> } {
  return effective.memo(`shown:${actor.only?.page ?? ""}:${[...actor.roles].join()}`, () => {
    const grants: Record<string, Grant> = {};
    const documents: Writable = { object: {}, form: {}, page: {}, view: {}, table: {}, candidate: {}, app: {}, function: {} };
    for (const [name, document] of effective.documents.object) {
      const grant = grantOf(effective, actor, name);
      if (grant?.read !== true) continue;
      grants[name] = grant;
      // what he may not see is not described to him either
      const fields = Object.fromEntries(Object.entries(document.fields).filter(([, field]) => grant.hidden?.[field.name] !== true));
      documents.object[name] = { ...document, fields };
      for (const field of Object.values(fields)) {
        const table = field.offeredBy === undefined ? undefined : askedTable(effective, field.offeredBy.table);
        if (table !== undefined) documents.table[table.name] = table;
        const tried = table && askedCandidate(effective, table.name);
        if (table !== undefined && tried !== undefined) documents.candidate[table.name] = tried;
      }
    }
    for (const [name, form] of effective.documents.form) if (Object.hasOwn(grants, form.object)) documents.form[name] = form;
    for (const [name, view] of effective.documents.view) if (Object.hasOwn(grants, view.object)) documents.view[name] = view;
    for (const [name, page] of effective.documents.page) {
      if (actor.only !== undefined ? name !== actor.only.page : page.object !== undefined && !Object.hasOwn(grants, page.object)) continue;
      documents.page[name] = page;
      for (const node of Object.values(page.nodes)) {
        const named = node.props?.["price"];
        const found = typeof named === "string" ? effective.documents.function.get(named) : undefined;
        if (found !== undefined) documents.function[found.name] = found;
      }
    }
    if (actor.only === undefined) for (const app of appsOf(effective, actor)) documents.app[app.name] = app;
    // documents have no prototype; what goes to the browser must be plain
    return JSON.parse(JSON.stringify({ documents, grants })) as { documents: ShownDocuments; grants: Record<string, Grant> };
  });
}

/** Apps this person may open, in the order of their names. */
export function appsOf(effective: Effective, actor: Actor): readonly AppDocument[] {
  const roles = actor.roles.flatMap((name) => effective.documents.role.get(name) ?? []);
  const all = roles.some((role) => role.capabilities?.allRecords === true);
  return [...effective.documents.app.values()]
    .filter((app) => all || roles.some((role) => role.apps?.[app.name] === true))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where an app begins: its first list or page that this person may see. */
export function startOf(effective: Effective, actor: Actor, app: AppDocument): string | undefined {
  const item = inOrder(app.items).find((each) => each.object !== undefined && accessTo(effective, actor, each.object)?.read !== undefined);
  return item?.object === undefined ? undefined : `/a/${app.name}/${item.object}`;
}

/** What everything that draws documents stands on. */
export function scopeOf(visit: Visit, app: string, people: Readonly<Record<string, string>>): Scope {
  const { documents, grants } = shownDocuments(visit.effective, visit.actor);
  return {
    revision: visit.effective.revision,
    timezone: visit.effective.timezone,
    documents,
    grants,
    user: { id: visit.actor.userId, roles: [...visit.actor.roles], name: visit.user.name },
    app,
    people,
  };
}
