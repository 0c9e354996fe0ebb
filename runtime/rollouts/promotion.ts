import { ok, type Kind, type Problem, type Result, type Text } from "#metadata";
import type { Actor } from "../actor.ts";
import { carryOut, type Published } from "../drafts/carry-out.ts";
import { diffDraft, draftRevision } from "../drafts/publish-draft.ts";
import type { Platform } from "../platform.ts";
import type { RolloutJson } from "./rollout.ts";
import { getRollout, notRunning } from "./rollouts.ts";
import type { Tried } from "./tried.ts";

/** A document that goes live with a candidate, since its draft carries it too. */
export interface AlsoPublished {
  readonly kind: Kind;
  readonly name: string;
  readonly label: Text;
  readonly change: "added" | "changed" | "removed";
}

/** What promoting would come to; nothing is written. */
export interface Promotion {
  readonly also: readonly AlsoPublished[];
  /** what would keep it from being published */
  readonly problems: readonly Problem[];
}

/** What promoting a rollout would publish besides the table, and what keeps it from being promoted. Problems: not_found, rollout_ended. */
export async function planPromotion(platform: Platform, actor: Actor, id: string): Promise<Result<Promotion>> {
  const found = await getRollout(platform, actor, id);
  if (!found.ok) return found;
  if (found.value.state !== "running") return notRunning(found.value);
  const also = await alsoIn(platform, actor, found.value);
  if (!also.ok) return also;
  const ready = await draftRevision(platform, actor, found.value.draft, "", triedOf(found.value));
  return ok({ also: also.value, problems: ready.ok ? [] : ready.problems });
}

/**
 * Publishes the draft that a candidate was taken from, whole. Problems: everything that keeps a draft from being published, and candidate_changed
 * where the table of the draft is no longer the candidate.
 */
export async function promoteRollout(
  platform: Platform,
  actor: Actor,
  id: string,
  message?: string,
): Promise<Result<Published & { readonly also?: readonly AlsoPublished[] }>> {
  const found = await getRollout(platform, actor, id);
  if (!found.ok) return found;
  const { state, table, draft, revision } = found.value;
  // asked again
  if (state === "promoted" && revision !== null) return ok({ revision, withoutSlot: [] });
  if (state !== "running") return notRunning(found.value);
  await platform.rollouts.flush();
  const also = await alsoIn(platform, actor, found.value);
  if (!also.ok) return also;
  const tried = triedOf(found.value);
  const published = await carryOut(platform, actor, { draft, message: message ?? `Promoted the rollout of ${table}`, tried });
  return published.ok ? ok({ ...published.value, also: also.value }) : published;
}

async function alsoIn(platform: Platform, actor: Actor, { draft, tableId }: RolloutJson): Promise<Result<AlsoPublished[]>> {
  const diff = await diffDraft(platform, actor, draft);
  if (!diff.ok) return diff;
  const others = diff.value.documents.filter(({ kind, id }) => kind !== "table" || id !== tableId);
  return ok(others.map(({ kind, name, label, change }) => ({ kind, name, label, change })));
}

const triedOf = ({ id, tableId, version }: RolloutJson): Tried => ({ rollout: id, table: tableId, version });
