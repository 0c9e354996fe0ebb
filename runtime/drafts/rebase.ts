import {
  applyPatch,
  diffDocument,
  kindAndId,
  mergePatches,
  ok,
  pointer,
  problem,
  refused,
  type Document,
  type DocumentKey,
  type Patch,
  type Problem,
  type Result,
} from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { keepPatches, untilStill } from "./edit-draft.ts";
import { openedDraft, readGround, type DraftInfo, type Ground } from "./state.ts";

/**
 * Moves a draft onto the revision that is live now, so that it shows what others published since it was begun.
 * Problems: draft_conflict for each property that both changed, with both values; then it stays where it is.
 */
export function rebaseDraft(platform: Platform, actor: Actor, id: string): Promise<Result<DraftInfo>> {
  return untilStill(async () => {
    const draft = await openedDraft(platform, actor, id, { mustBeOpen: true });
    if (!draft.ok) return draft;
    const { info, ground: from, patches } = draft.value;
    const ground = (await readGround(platform, actor.tenantId))!;
    if (ground.state.revision === info.base) return ok(info);
    const rebased = rebasePatches(patches, from, ground);
    if (rebased.problems.length > 0) return refused(...rebased.problems);
    const kept = await keepPatches(platform, actor, { info, ground }, rebased.patches);
    return kept.ok ? ok({ ...info, base: ground.state.revision, version: info.version + 1 }) : kept;
  });
}

/**
 * A draft begun on one revision, moved onto another: both sides' changes of every document it touches, joined three ways per property.
 * Problems: draft_conflict for each property that both changed, with both values.
 */
export function rebasePatches(
  patches: ReadonlyMap<DocumentKey, Patch>,
  from: Ground,
  onto: Ground,
): { readonly patches: ReadonlyMap<DocumentKey, Patch>; readonly problems: readonly Problem[] } {
  if (from.state.revision === onto.state.revision) return { patches, problems: [] };
  const problems: Problem[] = [];
  const moved = new Map<DocumentKey, Patch>();
  for (const [key, patch] of patches) {
    const { kind } = kindAndId(key);
    const base = from.published.byKey.get(key) as never;
    const mine = applyPatch(kind, from.below.byKey.get(key) as never, patch).document;
    const theirs = onto.published.byKey.get(key);
    const merged = mergePatches(kind, base, diffDocument(kind, base, mine), diffDocument(kind, base, theirs as never));
    const known = (mine ?? theirs ?? base) as Document | undefined;
    for (const path of merged.conflicts) {
      problems.push(
        problem(
          "draft_conflict",
          `${pointer(kind, known?.name ?? key)}${path}`,
          `Revision ${onto.state.revision} changed the same property`,
          {
            details: { kind, name: known?.name, base: from.state.revision, revision: onto.state.revision },
          },
        ),
      );
    }
    const document = applyPatch(kind, base, merged.patch).document;
    moved.set(key, diffDocument(kind, onto.below.byKey.get(key) as never, document));
  }
  return { patches: moved, problems };
}
