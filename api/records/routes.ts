import { ok, problem, refused, type Json } from "#metadata";
import {
  aggregateRecords,
  createRecords,
  deleteRecord,
  explainList,
  getRecord,
  linkSeconds,
  listDeleted,
  listRecords,
  parseQuery,
  recordHistory,
  restoreRecord,
  signOrderLink,
  tenantUrl,
  transitionsOf,
  updateRecord,
  waitingOf,
  type Claim,
  type RecordJson,
} from "#runtime";
import { etag } from "../parts.ts";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const shownReply = (record: RecordJson): Reply => ({ body: record, headers: { etag: etag(record.version) } });
const matching = (ifMatch: number | undefined) => (ifMatch === undefined ? {} : { ifMatch });
const allowing = ({ allowDuplicates }: { readonly allowDuplicates?: "true" | undefined }) =>
  allowDuplicates === undefined ? {} : { allowDuplicates: true };
/** The answer under an Idempotency-Key is kept in the transaction that has the effect. */
const settling = (claim: Claim | undefined, reply: (record: RecordJson) => Reply) =>
  claim === undefined ? {} : { settle: (tx: Parameters<Claim["settle"]>[0], record: RecordJson) => claim.settle(tx, reply(record)) };

export const recordRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, params, query }) => {
    const asked = parseQuery(Object.entries(query) as [string, string][]);
    if (!asked.ok) return asked;
    if (asked.value.explain === "plan") {
      const plan = await explainList(platform, actor, params.object, asked.value);
      return plan.ok ? ok({ body: { data: [], next: null, plan: plan.value } }) : plan;
    }
    const page = await listRecords(platform, actor, params.object, asked.value);
    return page.ok ? ok({ body: page.value }) : page;
  }),

  route(contracts.create, async ({ platform, actor, params, query, body, claim }) => {
    const many = Object.hasOwn(body, "records") && Array.isArray(body["records"]);
    const values = (many ? body["records"] : [body]) as Record<string, Json>[];
    const replyOf = (records: readonly RecordJson[]): Reply => {
      const record = records[0]!;
      if (many) return { body: { records } };
      return { body: record, headers: { etag: etag(record.version), location: `/api/v1/objects/${params.object}/records/${record.id}` } };
    };
    const made = await createRecords(platform, actor, params.object, values, {
      ...allowing(query),
      ...(claim === undefined ? {} : { settle: (tx, records) => claim.settle(tx, replyOf(records)) }),
    });
    if (made.ok) return ok(replyOf(made.value));
    // paths begin with the record's place in the list
    const place = (path: string) => (many ? `/records${path}` : path.replace(/^\/0(?=\/|$)/, ""));
    return refused(...made.problems.map((each) => ({ ...each, path: place(each.path) })));
  }),

  route(contracts.get, async ({ platform, actor, params, query }) => {
    const asked = parseQuery(Object.entries(query) as [string, string][]);
    if (!asked.ok) return asked;
    const found = await getRecord(platform, actor, params.object, params.id, asked.value);
    return found.ok ? ok({ body: found.value, headers: { etag: etag(found.value.version) } }) : found;
  }),

  route(contracts.update, async ({ platform, actor, params, query, body, ifMatch, claim }) => {
    const changed = await updateRecord(platform, actor, params.object, params.id, body as Record<string, Json>, {
      ...matching(ifMatch),
      ...allowing(query),
      ...settling(claim, shownReply),
    });
    return changed.ok ? ok(shownReply(changed.value)) : changed;
  }),

  route(contracts.remove, async ({ platform, actor, params, ifMatch, claim }) => {
    const removed = await deleteRecord(platform, actor, params.object, params.id, { ...matching(ifMatch), ...settling(claim, () => ({})) });
    return removed.ok ? ok({}) : removed;
  }),

  route(contracts.restore, async ({ platform, actor, params, query, ifMatch, claim }) => {
    const options = { ...matching(ifMatch), ...allowing(query), ...settling(claim, shownReply) };
    const restored = await restoreRecord(platform, actor, params.object, params.id, options);
    return restored.ok ? ok(shownReply(restored.value)) : restored;
  }),

  route(contracts.deleted, async ({ platform, actor, params, query }) => {
    const deleted = await listDeleted(platform, actor, params.object, query);
    return deleted.ok ? ok({ body: deleted.value }) : deleted;
  }),

  route(contracts.history, async ({ platform, actor, params }) => {
    const history = await recordHistory(platform, actor, params.object, params.id);
    return history.ok ? ok({ body: { data: history.value } }) : history;
  }),

  route(contracts.transitions, async ({ platform, actor, params }) => {
    const steps = await transitionsOf(platform, actor, params.object, params.id);
    return steps.ok ? ok({ body: { data: steps.value } }) : steps;
  }),

  route(contracts.waiting, async ({ platform, actor, params }) => {
    const found = await getRecord(platform, actor, params.object, params.id);
    return found.ok ? ok({ body: { data: await waitingOf(platform, actor, params.object, params.id) } }) : found;
  }),

  route(contracts.aggregate, async ({ platform, actor, params, body }) => {
    const groups = await aggregateRecords(platform, actor, params.object, body as never);
    return groups.ok ? ok({ body: { data: groups.value } }) : groups;
  }),

  route(contracts.link, async ({ platform, actor, effective, tenant, params, body }) => {
    const found = await getRecord(platform, actor, params.object, params.id);
    if (!found.ok) return found;
    const page = effective.documents.page.get(body.page);
    if (page?.byLink !== true || page.object !== params.object) {
      const pages = [...effective.documents.page.values()].filter((each) => each.byLink === true && each.object === params.object);
      return refused(
        problem("not_an_option", "/page", `No page <${body.page}> of <${params.object}> may be opened by a link.`, {
          details: { options: pages.map(({ name }) => name) },
        }),
      );
    }
    const expires = Math.floor(Date.now() / 1_000) + (body.seconds ?? linkSeconds);
    const token = signOrderLink(
      { tenantId: actor.tenantId, object: params.object, recordId: params.id, page: page.name, expires },
      platform.secret,
    );
    const url = `${tenantUrl(tenant.slug, platform.identity.baseUrl)}/o/${token}`;
    return ok({ body: { url, token, expiresAt: new Date(expires * 1_000).toISOString() } });
  }),
];
