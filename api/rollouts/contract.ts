import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { published } from "../drafts/contract.ts";
import { anyId, instant, jsonObject, kind, ofId, ofName, revisionMessage } from "../parts.ts";

const tag = "Rules";
const problems = z.array(jsonObject);

const mode = z.enum(["shadow", "canary"]);
const share = z.number().min(0).max(1);
const guard = z
  .strictObject({
    /** of all answers of the candidate */
    most: share.optional().meta({ description: "The candidate's share may be at most this" }),
    /** 0.02 = two answers in a hundred more than the published table */
    above: share.optional().meta({ description: "The candidate's share may exceed the published table's by at most this" }),
  })
  .meta({ id: "Guard", description: "Without a limit: the usual one, 0.01 above the published table's share, of fallbacks 0.05" });
const guards = z
  .strictObject({
    errors: guard.optional(),
    empty: guard.optional(),
    fallback: guard.optional(),
    sample: z.int().min(10).max(1_000_000).optional().meta({ description: "Answers of the candidate before it is judged; absent = 200" }),
  })
  .meta({ id: "Guards", description: "Where one is passed the rollout ends by itself" });

const percent = z.number().min(0).max(100).multipleOf(0.01).meta({ description: "Of the keys, 0 to 100" });
const key = z.union([z.strictObject({ input: nameSchema }), z.strictObject({ user: z.literal(true) })]).meta({
  id: "RolloutKey",
  description: "Whose choice stays the same: an input of the table such as the customer, or the person who asks",
});

const figures = z.strictObject({ asked: z.int(), errors: z.int(), empty: z.int(), fallback: z.int() });
const counts = z
  .strictObject({
    published: figures,
    candidate: figures,
    /** shadow: facts that came out otherwise, and facts that were not looked at because there was no time */
    different: z.int(),
    dropped: z.int(),
  })
  .meta({ id: "RolloutCounts" });

export const rollout = z
  .strictObject({
    id: z.string(),
    table: z.string(),
    tableId: z.string(),
    draft: z.string(),
    version: z.string().meta({ description: "Content hash of the candidate, as the decision log names it" }),
    /** revision that was published when it began */
    base: z.int(),
    mode,
    percent: percent.nullable(),
    key: key.nullable(),
    guards,
    state: z.enum(["running", "promoted", "stopped", "rolled_back"]),
    reason: z
      .strictObject({
        /** stopped_by · table_changed · draft_discarded · errors · empty · fallback */
        code: z.string(),
        message: z.string(),
        /** of a guard: the shares that passed it, and its limit */
        details: jsonObject.optional(),
      })
      .nullable(),
    counts,
    createdAt: z.string(),
    createdBy: z.string(),
    changedAt: z.string(),
    endedAt: z.string().nullable(),
    endedBy: z.string().nullable(),
    /** the revision that its promotion made */
    revision: z.int().nullable(),
  })
  .meta({ id: "Rollout" });

export const list = contract({
  method: "GET",
  path: "/tables/{name}/rollouts",
  tag,
  summary: "Rollouts of a decision table, newest first, 50 at most; at most one of them runs",
  permission: "design",
  params: ofName,
  answer: z.strictObject({ data: z.array(rollout) }),
});

export const start = contract({
  method: "POST",
  path: "/tables/{name}/rollouts",
  tag,
  summary: "Try the table as a change set has it beside the published one: in its shadow, or for a share of the keys",
  permission: "design",
  params: ofName,
  body: z.strictObject({
    draft: anyId,
    mode,
    /** canary only */
    percent: percent.optional(),
    key: key.optional(),
    /** absent with canary: errors and empty answers may exceed the published table's by 0.01, fallbacks by 0.05 */
    guards: guards.optional(),
  }),
  status: 201,
  answer: rollout,
});

export const get = contract({
  method: "GET",
  path: "/rollouts/{id}",
  tag,
  summary: "One rollout with its figures, a second or two old at most",
  permission: "design",
  params: ofId,
  answer: rollout,
});

export const change = contract({
  method: "PATCH",
  path: "/rollouts/{id}",
  tag,
  summary: "Another share of a canary: who was in stays in while it grows",
  permission: "design",
  params: ofId,
  body: z.strictObject({ percent }),
  answer: rollout,
});

const also = z
  .array(z.strictObject({ kind, name: z.string(), label: z.unknown(), change: z.enum(["added", "changed", "removed"]) }))
  .meta({ description: "Documents beside the table that the change set carries: they are published with it" });

export const promotion = contract({
  method: "GET",
  path: "/rollouts/{id}/promotion",
  tag,
  summary: "What promoting would publish besides the table, and what keeps it from being promoted; nothing is written",
  permission: "design",
  params: ofId,
  answer: z.strictObject({ also, problems }),
});

export const promote = contract({
  method: "POST",
  path: "/rollouts/{id}/promote",
  tag,
  summary: "Publish the candidate's change set; 409 when it or what is published is no longer what was tried",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({ message: revisionMessage.optional() }),
  answer: published.extend({ also: also.optional() }),
});

export const stop = contract({
  method: "POST",
  path: "/rollouts/{id}/stop",
  tag,
  summary: "End a rollout: everybody is answered by the published table within a second",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({ message: z.string().max(500).optional() }),
  repeat: "own",
  answer: rollout,
});

export const differences = contract({
  method: "GET",
  path: "/rollouts/{id}/differences",
  tag,
  summary: "What a shadow gave otherwise than the published table: per output, with samples",
  permission: "design",
  params: ofId,
  answer: z.strictObject({
    data: z.array(
      z.strictObject({
        /** of a table that routes: the option; else everything that a row gives */
        output: z.unknown(),
        gained: z.int(),
        lost: z.int(),
        /** it stands in another place among those that both give */
        ranked: z.int(),
        /** the same option with other terms */
        changed: z.int(),
        samples: z.array(
          z.strictObject({
            change: z.enum(["gained", "lost", "ranked", "changed"]),
            /** as the decision log tells them: a personal one is { personal: true }, here and in what came out */
            facts: jsonObject,
            at: z.string(),
            published: z.array(jsonObject),
            candidate: z.array(jsonObject),
          }),
        ),
      }),
    ),
  }),
});

export const revert = contract({
  method: "POST",
  path: "/tables/{name}/revert",
  tag,
  summary: "Undo the last published change of one table, or go back to it as it was at a revision; everything else stays",
  permission: "design",
  params: ofName,
  bodyOptional: true,
  body: z.strictObject({ to: z.int().min(1).optional(), message: revisionMessage.optional() }),
  answer: published,
});

const activation = z
  .strictObject({
    id: z.string(),
    draft: z.string(),
    at: z.string(),
    message: z.string(),
    /** converting: values are converted first, see the job */
    state: z.enum(["waiting", "converting", "published", "failed", "cancelled"]),
    problems,
    job: z.string().nullable(),
    revision: z.int().nullable(),
    createdAt: z.string(),
    createdBy: z.string(),
    endedAt: z.string().nullable(),
  })
  .meta({ id: "Activation" });

export const schedule = contract({
  method: "POST",
  path: "/activations",
  tag: "Drafts",
  summary: "Publish a change set at an instant: checked now and then again",
  permission: "design",
  body: z.strictObject({ draft: anyId, at: instant, message: revisionMessage.optional() }),
  status: 201,
  answer: activation,
});

export const activations = contract({
  method: "GET",
  path: "/activations",
  tag: "Drafts",
  summary: "Scheduled publishes: those that wait first, then the latest, 200 at most",
  permission: "design",
  answer: z.strictObject({ data: z.array(activation) }),
});

export const cancel = contract({
  method: "POST",
  path: "/activations/{id}/cancel",
  tag: "Drafts",
  summary: "A scheduled publish is not to be",
  permission: "design",
  params: ofId,
  bodyOptional: true,
  body: z.strictObject({}),
  repeat: "own",
  answer: activation,
});
