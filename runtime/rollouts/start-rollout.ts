import { foldLayers, keyOf, ok, pointer, problem, refused, type Problem, type Result, type TableDocument } from "#metadata";
import { parts, type RolloutKey } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import { versionIn } from "../decisions/table.ts";
import type { TableVersion } from "../decisions/version.ts";
import { lockProblems } from "../drafts/locks.ts";
import { withUsers } from "../drafts/publish-draft.ts";
import { rebasePatches } from "../drafts/rebase.ts";
import { openedDraft, over, packageLayers, readGround } from "../drafts/state.ts";
import { inside, setProblems } from "../drafts/validate.ts";
import { layersOf } from "../effective/build-effective.ts";
import type { Platform } from "../platform.ts";
import { lockPointer, movePointer, tellOf } from "./end.ts";
import { usualGuards, usualSample } from "./judge.ts";
import {
  guarded,
  rolloutColumns,
  showRollout,
  type Guard,
  type Guarded,
  type Guards,
  type RolloutJson,
  type RolloutMode,
  type RolloutRow,
} from "./rollout.ts";
import { newId } from "../uuid.ts";

export interface StartRollout {
  readonly draft: string;
  readonly mode: RolloutMode;
  /** of the keys, 0 to 100 by hundredths; canary only */
  readonly percent?: number;
  readonly key?: RolloutKey;
  /** absent with canary: the usual ones; with shadow: none; one without a limit: its usual one */
  readonly guards?: Partial<Guards>;
}

/** Ended ones that are kept of one table, the one that begins included. */
const mostKept = 50;

const insert = `insert into rollout as o (tenant_id, id, table_id, table_name, draft_id, version, document, base, mode, share, key, guards, created_by)
values ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6, $7::jsonb, $8, $9, $10, $11::jsonb, $12::jsonb, $13)
on conflict (tenant_id, table_id) where state = 'running' do nothing returning ${rolloutColumns}`;

/** $1 tenant, $2 table, $3 most */
const forgetOldest = [
  `delete from rollout_difference where tenant_id = $1::uuid and rollout_id in
     (select id from rollout where tenant_id = $1::uuid and table_id = $2 order by created_at desc offset $3)`,
  `delete from rollout where tenant_id = $1::uuid and id in
     (select id from rollout where tenant_id = $1::uuid and table_id = $2 order by created_at desc offset $3) and state <> 'running'`,
] as const;

/**
 * Begins to try a table as a draft has it beside the published one. The candidate is taken as it is now and never changes.
 * Problems: those that would keep this one table from being published, draft_conflict, rollout_running (409).
 */
export async function startRollout(platform: Platform, actor: Actor, name: string, request: StartRollout): Promise<Result<RolloutJson>> {
  // each time somebody else was quicker to publish, it is looked at against what they published
  for (let attempt = 1; attempt <= 5; attempt++) {
    const ready = await candidateFor(platform, actor, name, request.draft);
    if (!ready.ok) return ready;
    const { published, version, onto } = ready.value;
    const problems = requestProblems(request, published, version.document);
    if (problems.length > 0) return refused(...problems);
    const { tenantId } = actor;
    const { document, needs, hash } = version;
    const started = await platform.db.transaction(tenantId, async (tx): Promise<Result<RolloutJson> | undefined> => {
      if ((await lockPointer(tx, tenantId)) !== onto) return undefined;
      const [row] = await tx.query<RolloutRow>(insert, [
        tenantId,
        newId(),
        published.id,
        published.name,
        request.draft,
        hash,
        { document, needs },
        onto,
        request.mode,
        request.mode === "canary" ? Math.round(request.percent! * (parts / 100)) : null,
        request.key ?? null,
        guardsOf(request),
        actor.by,
      ]);
      if (row === undefined) return refused(problem("rollout_running", "", `Another rollout of the table "${published.name}" is running.`));
      for (const text of forgetOldest) await tx.query(text, [tenantId, published.id, mostKept]);
      await movePointer(tx, tenantId);
      const rollout = showRollout(row);
      await tellOf(tx, tenantId, rollout, "started");
      return ok(rollout);
    });
    if (started === undefined) continue;
    if (started.ok) {
      platform.effectives.drop(tenantId);
      platform.told?.(tenantId);
    }
    return started;
  }
  return refused(problem("draft_conflict", "", "Others published again and again meanwhile; start it once more."));
}

/** One that is named without a limit has its usual one: nobody names a guard to have none. */
function guardsOf({ mode, guards }: StartRollout): Guards {
  const limits: { -readonly [Name in Guarded]?: Guard } = {};
  for (const name of guarded) {
    const asked = guards === undefined && mode === "canary" ? {} : guards?.[name];
    if (asked === undefined) continue;
    limits[name] = asked.most === undefined && asked.above === undefined ? usualGuards[name]! : asked;
  }
  return { ...limits, sample: guards?.sample ?? usualSample };
}

function requestProblems({ mode, percent, key }: StartRollout, published: TableDocument, candidate: TableDocument): Problem[] {
  if (mode === "shadow") {
    return [
      ...(percent === undefined ? [] : [problem("invalid", "/percent", "A shadow answers nobody; leave the share out.")]),
      ...(key === undefined ? [] : [problem("invalid", "/key", "A shadow answers nobody; leave the key out.")]),
    ];
  }
  const problems: Problem[] = [];
  // what is kept for years is not decided by a trial
  for (const [id, { name, personal }] of Object.entries(published.inputs))
    if (personal === true && candidate.inputs[id] !== undefined && candidate.inputs[id].personal !== true)
      problems.push(
        problem("invalid", "/draft", `The log would keep "${name}" in clear, which the published table calls personal.`, {
          help: "Publish that change by itself first, or try the rest of it.",
        }),
      );
  if (percent === undefined) problems.push(problem("required", "/percent", "Say for how many keys in a hundred the candidate answers."));
  if (key === undefined)
    problems.push(problem("required", "/key", "Say whose choice stays the same: an input of the table, or the person who asks."));
  if (key !== undefined && "input" in key) {
    for (const [what, { inputs }] of [
      ["The table", published],
      ["The candidate", candidate],
    ] as const)
      if (!Object.values(inputs).some(({ name }) => name === key.input))
        problems.push(problem("unknown_name", "/key/input", `${what} has no input "${key.input.slice(0, 80)}".`));
  }
  return problems;
}

interface Candidate {
  readonly published: TableDocument;
  readonly version: TableVersion;
  /** revision that it was checked against */
  readonly onto: number;
}

/** A table as a draft has it, laid on what is published now, alone: whether it could stand there without the draft's other documents. */
async function candidateFor(platform: Platform, actor: Actor, name: string, draftId: string): Promise<Result<Candidate>> {
  const draft = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!draft.ok) return draft;
  const ground = (await readGround(platform, actor.tenantId))!;
  const published = ground.published.documents.table.get(name);
  if (published === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
  const key = keyOf("table", published.id);
  const patch = draft.value.patches.get(key);
  if (patch === undefined)
    return refused(problem("invalid", "/draft", `Draft ${draft.value.info.number} does not change the table "${name}".`));
  const rebased = rebasePatches(new Map([[key, patch]]), draft.value.ground, ground);
  if (rebased.problems.length > 0) return refused(...rebased.problems);
  const after = foldLayers(layersOf(packageLayers(ground), over(ground.state.patches, rebased.patches)));
  const document = after.byKey.get(key) as TableDocument | undefined;
  if (document === undefined)
    return refused(problem("invalid", "/draft", `Draft ${draft.value.info.number} takes the table "${name}" away.`));
  const locked = lockProblems(key, ground.below.byKey.get(key), rebased.patches.get(key)!, ground.releases);
  const problems = [
    ...locked.map((each) => inside(document, each)),
    ...setProblems(platform.language, ground.published, after, withUsers(platform.language, after, [key], ground.published)),
  ];
  if (problems.length > 0) return refused(...problems.map(standsAlone));
  let effective = await platform.effectives.get(actor.tenantId);
  if (effective.revision !== ground.state.revision) {
    platform.effectives.drop(actor.tenantId);
    effective = await platform.effectives.get(actor.tenantId);
  }
  return ok({ published, version: versionIn(effective, document, name), onto: ground.state.revision });
}

/** What is missing may be in the same draft. */
const standsAlone = (each: Problem): Problem =>
  each.code === "unknown_name" && !each.path.startsWith(pointer("key"))
    ? { ...each, help: "A candidate stands on what is published: publish what it needs first." }
    : each;
