import { ok, type Result } from "#metadata";
import {
  changeDraftDocument,
  deleteDraftDocument,
  diffDraft,
  discardDraft,
  draftNews,
  listDrafts,
  openDraft,
  planRetype,
  publishDraft,
  putDraftDocument,
  readDraft,
  readDraftDocument,
  readWholeDraft,
  rebaseDraft,
  rename,
  resetDraftDocument,
  retypeField,
  usesOf,
} from "#runtime";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const asBody = <Value>(result: Result<Value>): Result<Reply> => (result.ok ? ok({ body: result.value }) : result);

export const draftRoutes: readonly Route[] = [
  route(contracts.open, async ({ platform, actor }) => {
    const draft = await openDraft(platform, actor);
    return draft.ok ? ok({ body: draft.value, headers: { location: `/api/v1/drafts/${draft.value.id}` } }) : draft;
  }),

  route(contracts.list, async ({ platform, actor }) => {
    const drafts = await listDrafts(platform, actor);
    return drafts.ok ? ok({ body: { data: drafts.value } }) : drafts;
  }),

  route(contracts.get, async ({ platform, actor, params }) => asBody(await readDraft(platform, actor, params.id))),

  route(contracts.documents, async ({ platform, actor, params }) => {
    const documents = await readWholeDraft(platform, actor, params.id);
    return documents.ok ? ok({ body: documents.value }) : documents;
  }),

  route(contracts.news, async ({ platform, actor, params, query }) =>
    asBody(await draftNews(platform, actor, params.id, Number(query.since))),
  ),

  route(contracts.getDocument, async ({ platform, actor, params }) =>
    asBody(await readDraftDocument(platform, actor, params.id, params.kind, params.name)),
  ),

  route(contracts.putDocument, async ({ platform, actor, params, body }) =>
    asBody(await putDraftDocument(platform, actor, params.id, params.kind, params.name, body)),
  ),

  route(contracts.patchDocument, async ({ platform, actor, params, body }) =>
    asBody(await changeDraftDocument(platform, actor, params.id, params.kind, params.name, body.changes)),
  ),

  route(contracts.deleteDocument, async ({ platform, actor, params, query }) => {
    const change = query.reset === "1" ? resetDraftDocument : deleteDraftDocument;
    return asBody(await change(platform, actor, params.id, params.kind, params.name));
  }),

  route(contracts.diff, async ({ platform, actor, params }) => asBody(await diffDraft(platform, actor, params.id))),

  route(contracts.uses, async ({ platform, actor, params, query }) => asBody(await usesOf(platform, actor, params.id, query))),

  route(contracts.rename, async ({ platform, actor, params, body: { to, ...named } }) =>
    asBody(await rename(platform, actor, params.id, named, to)),
  ),

  route(contracts.retype, async ({ platform, actor, params, body }) => asBody(await retypeField(platform, actor, params.id, body))),

  route(contracts.planRetype, async ({ platform, actor, params, body }) => asBody(await planRetype(platform, actor, params.id, body))),

  route(contracts.rebase, async ({ platform, actor, params }) => asBody(await rebaseDraft(platform, actor, params.id))),

  route(contracts.publish, async ({ platform, actor, params, body }) => {
    const published = await publishDraft(platform, actor, params.id, body);
    return published.ok ? ok({ body: published.value, headers: { "x-metadata-revision": String(published.value.revision) } }) : published;
  }),

  route(contracts.discard, async ({ platform, actor, params }) => asBody(await discardDraft(platform, actor, params.id))),
];
