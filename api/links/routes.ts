import { ok, problem, refused } from "#metadata";
import { accessTo, answerStep, getRecord, offeredChoices, waitingOf, type Actor, type Effective, type Platform } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

/** Everything the customer's page shows; 404 when page or record are no longer for him. */
async function shown(platform: Platform, actor: Actor, effective: Effective) {
  const { object, recordId, page: pageName } = actor.only!;
  const page = effective.documents.page.get(pageName);
  if (page?.byLink !== true || page.object !== object) return refused(problem("not_found", "", "There is nothing at this address."));
  const record = await getRecord(platform, actor, object, recordId);
  if (!record.ok) return record;
  const [waiting, offered] = await Promise.all([
    waitingOf(platform, actor, object, recordId),
    offeredChoices(platform, actor, object, recordId),
  ]);
  if (!offered.ok) return offered;
  const sees = accessTo(effective, actor, object)?.read?.sees ?? (() => false);
  const document = effective.documents.object.get(object)!;
  // what he may not see is not described to him either
  const fields = Object.fromEntries(Object.entries(document.fields).filter(([, field]) => sees(field.name)));
  return ok({
    body: {
      page,
      object: { ...document, fields },
      form: effective.formOf(object) ?? null,
      record: record.value,
      waiting: waiting.map(({ field, expiresAt }) => ({ field, expiresAt })),
      offered: offered.value,
      revision: effective.revision,
    },
  });
}

export const linkRoutes: readonly Route[] = [
  route(contracts.open, async ({ platform, actor, effective, tenant }) => {
    const view = await shown(platform, actor, effective);
    return view.ok ? ok({ body: { tenant: { slug: tenant.slug, name: tenant.name }, ...view.value.body } }) : view;
  }),

  route(contracts.answer, async ({ platform, actor, effective, body }) => {
    const view = await shown(platform, actor, effective);
    if (!view.ok) return view;
    const { object, recordId } = actor.only!;
    const answered = await answerStep(platform, actor, { object, recordId, values: body.values as never });
    return answered.ok ? ok({ body: { record: answered.value } }) : answered;
  }),
];
