import {
  changeDocument,
  forbiddenKeys,
  namesOf,
  ok,
  pointer,
  problem,
  refused,
  type Document,
  type Kind,
  type PropertyChange,
  type Result,
} from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { keepDocument, takeAway, untilStill } from "./edit-draft.ts";
import { differencesOf, openedDraft } from "./state.ts";

export interface Changed {
  /** of the draft, with these changes */
  readonly version: number;
  /** how many properties of the document the draft says otherwise than the revision it was begun on */
  readonly differences: number;
}

/**
 * Changes properties of a document in a draft. Whoever sends them says what stood there: what others changed elsewhere stays as it is,
 * and where they changed the same property nothing is changed at all.
 * Problems: edit_conflict for each such property, with what stands there now; else those of a whole document.
 */
export async function changeDraftDocument(
  platform: Platform,
  actor: Actor,
  draftId: string,
  kind: Kind,
  name: string,
  changes: readonly PropertyChange[],
): Promise<Result<Changed>> {
  const wrong = changes.flatMap(({ path }, index) => pathProblem(path, pointer("changes", index, "path"), changes.length) ?? []);
  if (wrong.length > 0) return refused(...wrong);
  return untilStill(async () => {
    const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
    if (!draft.ok) return draft;
    const { info, seen } = draft.value;
    const stored = seen.documents[kind].get(name) as Document | undefined;
    const { document, changed, conflicts } = changeDocument(kind, stored as never, changes);
    if (conflicts.length > 0) return refused(...conflicts.map(conflictProblem));
    const done = (after: Document | undefined, version: number): Result<Changed> =>
      ok({ version, differences: differencesOf(draft.value.ground, kind, (after ?? stored)?.id, after) });
    if (changed.length === 0) return done(stored, info.version);

    if (document === undefined) {
      const gone = await takeAway(platform, actor, draft.value, stored!);
      return gone.ok ? done(undefined, info.version + 1) : gone;
    }
    const parsed = platform.language.parseChanged(kind, document, changed);
    if (!parsed.ok) return parsed;
    const kept = await keepDocument(platform, actor, draft.value, name, parsed.value as Document);
    return kept.ok ? done(kept.value, info.version + 1) : kept;
  });
}

function pathProblem(path: string, at: string, changes: number) {
  const names = namesOf(path);
  if (path !== "" && !path.startsWith("/")) return problem("invalid", at, "A path is a JSON Pointer: it begins with /");
  if (names.length === 0 && changes > 1) return problem("invalid", at, "A change of the whole document stands alone");
  if (names.some((name) => forbiddenKeys.has(name))) return problem("forbidden_key", at, "A name of the path is not allowed");
  if (names[0] === "kind" || names[0] === "id") return problem("invalid", at, "The kind and the id of a document never change");
  return undefined;
}

const conflictProblem = ({ path, stands }: { readonly path: string; readonly stands?: unknown }) =>
  problem("edit_conflict", path, stands === undefined ? "Somebody else took this away" : "Somebody else changed this", {
    // a document that somebody else put there is asked for by its name
    details: stands === undefined || path === "" ? {} : { stands },
  });
