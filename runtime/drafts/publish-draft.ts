import { foldLayers, ok, refused, type Document, type DocumentKey, type Folded, type Language, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { layersOf } from "../effective/build-effective.ts";
import type { Platform } from "../platform.ts";
import { unconverted } from "../retype/held.ts";
import { changedSince, type Tried } from "../rollouts/tried.ts";
import { carryOut, type Published } from "./carry-out.ts";
import type { NewRevision } from "./commit-revision.ts";
import { grantProblems, inheritedGrants } from "./grant-problems.ts";
import { diffDocuments, type DocumentDiff } from "./impact.ts";
import { lockProblems } from "./locks.ts";
import { rebasePatches } from "./rebase.ts";
import { openedDraft, over, packageLayers, readGround, type DraftInfo, type DraftState, type Ground } from "./state.ts";
import { duplicateProblems } from "./duplicate-values.ts";
import { tableWarnings, type Warning } from "./table-warnings.ts";
import { inside, setProblems } from "./validate.ts";

export interface DraftDiff extends DraftInfo {
  /** the active revision now; another than `base` when somebody published meanwhile */
  readonly current: number;
  readonly documents: readonly DocumentDiff[];
  /** what would keep it from being published */
  readonly problems: readonly Problem[];
  /** what deserves a look before it is published */
  readonly warnings: readonly Warning[];
}

/** A draft laid on the active revision. */
interface Candidate {
  readonly ground: Ground;
  readonly patches: ReadonlyMap<DocumentKey, Parameters<typeof lockProblems>[2]>;
  readonly after: Folded;
  readonly problems: readonly Problem[];
}

/** Per property what a draft adds, changes and removes, what that touches, and what keeps it from being published. */
export async function diffDraft(platform: Platform, actor: Actor, id: string): Promise<Result<DraftDiff>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const { info, ground, seen, patches } = draft.value;
  const documents = await diffDocuments(platform.db, actor.tenantId, platform.language, ground.published, seen, patches.keys());
  const candidate = info.status === "open" ? await candidateOf(platform, actor, draft.value) : undefined;
  // only what is well formed can be analysed
  const warnings =
    candidate === undefined || candidate.problems.length > 0
      ? []
      : tableWarnings(candidate.ground.published, candidate.after, new Date().toISOString());
  return ok({ ...info, current: candidate?.ground.state.revision ?? info.base, documents, problems: candidate?.problems ?? [], warnings });
}

/**
 * Makes a draft live: rebased when the base moved, checked whole, then written and pointed at in one transaction; by a job where the
 * values of a field have to be converted first.
 * Problems: all of the documents' at once; draft_conflict (409) where somebody published a change of the same property; draft_closed.
 */
export async function publishDraft(
  platform: Platform,
  actor: Actor,
  id: string,
  options: { readonly message?: string | undefined } = {},
): Promise<Result<Published>> {
  return carryOut(platform, actor, { draft: id, message: options.message ?? "" });
}

/** What a draft comes to on the revision that is live now, or what keeps it from being published. */
export async function draftRevision(
  platform: Platform,
  actor: Actor,
  id: string,
  message: string,
  tried?: Tried,
): Promise<Result<NewRevision>> {
  const draft = await openedDraft(platform, actor, id, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const { ground, after, patches, problems } = await candidateOf(platform, actor, draft.value);
  if (problems.length > 0) return refused(...problems);
  const changed = tried && (await changedSince(platform, actor.tenantId, after, tried));
  if (changed !== undefined) return refused(changed);
  return ok({
    onto: ground.state.revision,
    packages: ground.state.packages,
    patches: over(ground.state.patches, patches),
    before: ground.published,
    after,
    message,
    by: actor.by,
    draft: { id, version: draft.value.info.version },
  });
}

async function candidateOf(platform: Platform, actor: Actor, draft: DraftState): Promise<Candidate> {
  const ground = (await readGround(platform, actor.tenantId))!;
  const rebased = rebasePatches(draft.patches, draft.ground, ground);
  const { patches } = rebased;
  const after = foldLayers(layersOf(packageLayers(ground), over(ground.state.patches, patches)));
  if (rebased.problems.length > 0) return { ground, patches, after, problems: rebased.problems };
  const locked = [...patches].flatMap(([key, patch]) => {
    const below = ground.below.byKey.get(key);
    return lockProblems(key, below, patch, ground.releases).map((each) => (below === undefined ? each : inside(below, each)));
  });
  const problems = [
    ...locked,
    ...grantProblems(await platform.effectives.get(actor.tenantId), actor, ground.published, after),
    ...inheritedGrants(ground.published, after),
    ...setProblems(platform.language, ground.published, after, withUsers(platform.language, after, patches.keys(), ground.published)),
  ];
  if (problems.length === 0) problems.push(...(await duplicateProblems(platform, actor.tenantId, ground.published, after)));
  if (problems.length === 0) problems.push(...(await unconverted(platform, actor.tenantId, ground.published, after)));
  return { ground, patches, after, problems };
}

/** The changed documents and those that refer to them: a field's new type may break a rule that was right. */
export function withUsers(language: Language, after: Folded, keys: Iterable<DocumentKey>, before: Folded): Set<DocumentKey> {
  const changed = new Set(keys);
  const names = new Set(
    [...changed]
      .flatMap((key) => [before.byKey.get(key), after.byKey.get(key)])
      .flatMap((document) => (document === undefined ? [] : [`${document.kind}/${document.name}`])),
  );
  const users = [...after.byKey].filter(([, document]) =>
    language.references(document as Document).some((each) => names.has(`${each.kind}/${each.name}`)),
  );
  return new Set([...changed, ...users.map(([key]) => key)]);
}

export const withoutSlot = (
  without: readonly { object: string; field: string }[],
  { byKey }: Folded,
): { object: string; field: string }[] =>
  without.map(({ object, field }) => {
    const document = byKey.get(`object/${object}`);
    return document?.kind === "object" ? { object: document.name, field: document.fields[field]?.name ?? field } : { object, field };
  });
