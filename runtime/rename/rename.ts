import {
  diffDocument,
  kindNames,
  nameSchema,
  ok,
  problem,
  refused,
  type Document,
  type DocumentKey,
  type Kind,
  type Patch,
  type Pointer,
  type Problem,
  type Result,
  type Text,
} from "#metadata";
import type { Actor } from "../actor.ts";
import { keepPatches, untilStill } from "../drafts/edit-draft.ts";
import { lockProblems } from "../drafts/locks.ts";
import { openedDraft, type DraftState } from "../drafts/state.ts";
import { inside } from "../drafts/validate.ts";
import { mostCounted } from "../drafts/impact.ts";
import type { Platform } from "../platform.ts";
import { rewritten, usesIn, type Named } from "./rewrite.ts";
import { unsurePlaces } from "./unsure.ts";

/** A place that names an object or a field. */
export interface UsePlace {
  readonly kind: Kind;
  readonly name: string;
  readonly label: Text;
  readonly path: Pointer;
}

export interface Uses {
  readonly users: readonly UsePlace[];
  /** the same word where nobody can say whether it is meant */
  readonly unsure: readonly UsePlace[];
  /** records that hold a value of the field, or all of the object, deleted ones too; counted up to 10,000 */
  readonly records: number;
}

/** Who names an object or a field of a draft, and how many records hold something of it. */
export async function usesOf(platform: Platform, actor: Actor, draftId: string, named: Named): Promise<Result<Uses>> {
  const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: false });
  if (!draft.ok) return draft;
  const thing = find(draft.value, named);
  if (!thing.ok) return thing;
  const { users, unsure } = placesOf(platform, draft.value, named);
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select count(*)::int as n from (select 1 from records where tenant_id = $1 and object_id = $2 and ($3 = '' or data ? $3) limit ${mostCounted}) r`,
        params: [actor.tenantId, thing.value.object, thing.value.field ?? ""],
      },
    ],
    { readOnly: true, class: "batch" },
  );
  return ok({ users, unsure, records: Number(rows![0]!["n"]) });
}

export interface Renamed {
  /** documents that now say it otherwise, the renamed one among them */
  readonly changed: readonly { readonly kind: Kind; readonly name: string }[];
  readonly unsure: readonly UsePlace[];
}

/**
 * Renames an object or a field in a draft, and with it every place of every document that names it; data is keyed by id and knows nothing
 * of it. Problems: name_taken; not_rewritable with all places where the name stands in a way that nobody can rewrite; locked.
 */
export const rename = (platform: Platform, actor: Actor, draftId: string, named: Named, to: string): Promise<Result<Renamed>> =>
  untilStill(() => renameNow(platform, actor, draftId, named, to));

async function renameNow(platform: Platform, actor: Actor, draftId: string, named: Named, to: string): Promise<Result<Renamed>> {
  const opened = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!opened.ok) return opened;
  const draft = opened.value;
  const thing = find(draft, named);
  if (!thing.ok) return thing;
  if (!nameSchema.safeParse(to).success)
    return refused(problem("invalid", "/to", "A name begins with a lower-case letter; then lower-case letters, digits and _"));
  const { documents } = draft.seen;
  const object = documents.object.get(named.object)!;
  const taken = named.field === undefined ? documents.object.has(to) : Object.values(object.fields).some((field) => field.name === to);
  if (taken)
    return refused(problem("name_taken", "/to", `There is ${named.field === undefined ? "an object" : "a field"} "${to}" already`));

  const { language } = platform;
  const problems: Problem[] = [];
  const patches = new Map<DocumentKey, Patch>();
  const changed: { kind: Kind; name: string }[] = [];
  for (const document of all(draft)) {
    const uses = (of: Document) => usesIn(language, documents, of, named, to);
    const stuck = uses(document).filter(({ rewrite }) => rewrite === undefined);
    problems.push(
      ...stuck.map(({ path }) =>
        inside(
          document,
          problem("not_rewritable", path, `"${named.field ?? named.object}" is named here in a way that cannot be rewritten`),
        ),
      ),
    );
    if (stuck.length > 0) continue;
    const isIt = document.kind === "object" && document.id === object.id;
    let now = rewritten(document, uses);
    if (isIt) now = withName(now, thing.value.field, to);
    else if (uses(document).length === 0) continue;
    const parsed = language.parse(now.kind, now);
    if (!parsed.ok) {
      problems.push(...parsed.problems.map((each) => inside(document, each)));
      continue;
    }
    const key: DocumentKey = `${document.kind}/${document.id}`;
    const below = draft.ground.below.byKey.get(key);
    const patch = diffDocument(document.kind, below as never, parsed.value as never);
    problems.push(
      ...lockProblems(key, below, patch, draft.ground.releases).map((each) => (below === undefined ? each : inside(below, each))),
    );
    patches.set(key, patch);
    changed.push({ kind: now.kind, name: now.name });
  }
  if (problems.length > 0) return refused(...problems);
  const { unsure } = placesOf(platform, draft, named);
  const kept = await keepPatches(platform, actor, draft, patches);
  return kept.ok ? ok({ changed, unsure }) : kept;
}

function withName(document: Document, field: string | undefined, to: string): Document {
  if (document.kind !== "object") return document;
  if (field === undefined) return { ...document, name: to };
  return { ...document, fields: { ...document.fields, [field]: { ...document.fields[field]!, name: to } } };
}

const all = ({ seen }: DraftState): Document[] => kindNames.flatMap((kind) => [...seen.documents[kind].values()] as Document[]);

/** Storage identities of what is named. */
function find({ seen }: DraftState, { object: name, field }: Named): Result<{ readonly object: string; readonly field?: string }> {
  const object = seen.documents.object.get(name);
  if (object === undefined) return refused(problem("not_found", "", `There is no object "${name.slice(0, 80)}" in the draft`));
  if (field === undefined) return ok({ object: object.id });
  const id = Object.keys(object.fields).find((each) => object.fields[each]!.name === field);
  return id === undefined
    ? refused(problem("not_found", "", `Object "${name}" has no field "${field.slice(0, 80)}" in the draft`))
    : ok({ object: object.id, field: id });
}

function placesOf({ language }: Platform, draft: DraftState, named: Named): { users: UsePlace[]; unsure: UsePlace[] } {
  const users: UsePlace[] = [];
  const unsure: UsePlace[] = [];
  for (const document of all(draft)) {
    const { kind, name, label } = document;
    const uses = usesIn(language, draft.seen.documents, document, named);
    const place = (path: Pointer): UsePlace => ({ kind, name, label, path });
    // an object names itself wherever it names its own fields
    const isItself = named.field === undefined && kind === "object" && name === named.object;
    if (!isItself) users.push(...uses.map(({ path }) => place(path)));
    // what is known to name something else is no question
    const known = new Set(language.references(document).map(({ path }) => path as Pointer));
    unsure.push(...unsurePlaces(document, named, known).map(place));
  }
  return { users: users.slice(0, 1_000), unsure: unsure.slice(0, 200) };
}
