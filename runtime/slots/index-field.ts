import { ok, problem, refused, type ObjectDocument, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { slotLetter } from "../drafts/assign-slots.ts";
import { discardDraft, openDraft } from "../drafts/keep-drafts.ts";
import { putDraftDocument } from "../drafts/edit-draft.ts";
import { publishDraft } from "../drafts/publish-draft.ts";
import { designProblem } from "../drafts/may-design.ts";
import { readDraftDocument } from "../drafts/index.ts";
import type { Platform } from "../platform.ts";
import { indexable, stateOf, type Advice } from "./advice.ts";
import { freeOf } from "./read-slots.ts";

export interface Indexed {
  readonly object: string;
  readonly field: string;
  /** the revision that says so; absent: it stands in a draft, or was so already */
  readonly revision?: number;
  readonly state: Advice["state"];
}

/**
 * Marks a field as indexed. Alone in a draft of its own that is published at once: nothing else changes by it, and the records are filled
 * in behind; or in an open draft, to be published with the rest. A field that is indexed already stays so.
 * Problems: not_found, forbidden, no_free_slot; those of the draft and of its publication.
 */
export async function indexField(
  platform: Platform,
  actor: Actor,
  objectName: string,
  fieldName: string,
  options: { readonly draft?: string | undefined } = {},
): Promise<Result<Indexed>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const object = effective.objects.get(objectName);
  const field = object?.byName.get(fieldName);
  if (object === undefined || field === undefined || !indexable(field)) {
    return refused(
      problem("not_found", "", `There is no field "${objectName.slice(0, 80)}.${fieldName.slice(0, 80)}" that can be indexed.`),
    );
  }
  const told = { object: object.name, field: field.name };
  if (field.slot !== undefined) return ok({ ...told, state: stateOf(object, field) });
  const letter = slotLetter(field.storage)!;
  if (freeOf(object, letter) === 0) {
    const holders = object.fields.filter(({ slot }) => slot?.column.startsWith(letter) === true).map(({ name }) => name);
    return refused(problem("no_free_slot", "", `Every index of this kind is taken in "${object.name}".`, { details: { fields: holders } }));
  }
  const own = options.draft === undefined ? await openDraft(platform, actor) : undefined;
  if (own?.ok === false) return own;
  const draft = options.draft ?? own!.value.id;
  const marked = await mark(platform, actor, draft, object.name, field.id);
  if (own === undefined) return marked.ok ? ok({ ...told, state: "advised" }) : marked;
  const published = marked.ok ? await publishDraft(platform, actor, draft, { message: `Index ${object.name}.${field.name}` }) : marked;
  if (!published.ok) {
    await discardDraft(platform, actor, draft);
    return published;
  }
  const after = (await platform.effectives.get(actor.tenantId)).objects.get(object.name)!;
  return ok({ ...told, revision: published.value.revision, state: stateOf(after, after.byId.get(field.id)!) });
}

async function mark(platform: Platform, actor: Actor, draft: string, object: string, field: string): Promise<Result<unknown>> {
  const read = await readDraftDocument(platform, actor, draft, "object", object);
  if (!read.ok) return read;
  const document = read.value as ObjectDocument;
  const fields = { ...document.fields, [field]: { ...document.fields[field]!, indexed: true } };
  return putDraftDocument(platform, actor, draft, "object", object, { ...document, fields });
}
