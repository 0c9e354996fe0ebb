import * as z from "zod";
import { contract } from "../contract.ts";
import { anyId, instant, jsonObject, ofName } from "../parts.ts";

const tag = "Rules";
const outputs = z.array(jsonObject);

const because = z.array(jsonObject).optional();
const decision = z.looseObject({
  outputs,
  hits: z.array(z.string()),
  because,
  variant: z.literal("candidate").optional().meta({ description: "Not the published table answered, but what is tried beside it" }),
});

export const decide = contract({
  method: "POST",
  path: "/tables/{name}/decide",
  tag,
  summary: "What a decision table gives for facts; explain: why the others were not given",
  permission: "member",
  params: ofName,
  body: z.strictObject({ facts: jsonObject, at: instant.optional(), explain: z.boolean().optional() }),
  answer: decision.extend({ revision: z.int(), decisionId: z.string() }),
});

export const decideBatch = contract({
  method: "POST",
  path: "/tables/{name}/decide-batch",
  tag,
  summary: "Decide for up to 10,000 facts at once",
  permission: "member",
  params: ofName,
  body: z.strictObject({ facts: z.array(jsonObject).max(10_000), at: instant.optional() }),
  large: true,
  answer: z.strictObject({ results: z.array(decision), revision: z.int() }),
});

const sample = z.strictObject({
  /** a personal one is {"personal": true} */
  facts: jsonObject,
  at: z.string(),
  /** of a stored decision */
  decisionId: z.string().optional(),
  /** the row that gives it: in the change set where it was gained, as published where it was lost */
  row: z.string().nullable(),
  /** why the other side does not give it: stage capability, deny, no_row or beaten; a row and the cells that fail */
  why: jsonObject.nullable(),
});
const both = z.strictObject({ published: z.int(), candidate: z.int() });
/** minor units of `amount.currency`; 0 where the table has no amount */
const amounts = z.strictObject({ gained: z.int(), lost: z.int(), ranked: z.int() });

export const simulate = contract({
  method: "POST",
  path: "/tables/{name}/simulate",
  tag,
  summary:
    "A change set against what is published, over given facts, stored decisions or boundary points: what each output gained and lost",
  permission: "design",
  params: ofName,
  body: z.strictObject({
    draft: anyId,
    facts: z.array(jsonObject).min(1).max(10_000).optional(),
    /** how many stored decisions, latest first; absent = 1,000 */
    decisions: z.int().min(1).max(100_000).optional(),
    /** each breakpoint of each column, one unit below and above it, alone and in pairs; at most 20,000 points */
    boundary: z.literal(true).optional(),
    at: instant.optional(),
  }),
  large: true,
  answer: z
    .strictObject({
      revision: z.int(),
      draft: z.string(),
      /** content hashes; null = there is no such table on that side */
      versions: z.strictObject({ published: z.string().nullable(), candidate: z.string().nullable() }),
      source: z.enum(["facts", "decisions", "boundary"]),
      considered: z.int(),
      changed: z.int(),
      unreadable: z.int(),
      /** the time was over before all were looked at */
      stopped: z.boolean(),
      /** personal inputs whose stored facts are not known well enough for a cell that looks at them: what depends on those is a guess */
      unsure: z.array(z.string()),
      /** the money input that weighs, and the sum of all that was considered, in minor units */
      amount: z.strictObject({ input: z.string(), currency: z.string(), considered: z.int() }).nullable(),
      empty: both,
      fallback: both,
      outputs: z.array(
        z.strictObject({
          /** of a table that routes: the option alone; else everything that a row gives */
          output: jsonObject,
          gained: z.int(),
          lost: z.int(),
          /** given by both, in another place among those that both give */
          ranked: z.int(),
          /** the same option with other terms */
          changed: z.int(),
          amounts,
          samples: z.strictObject({ gained: z.array(sample), lost: z.array(sample), ranked: z.array(sample) }),
        }),
      ),
      /** values of inputs among whose facts most came out otherwise, most first */
      segments: z.array(
        z.strictObject({ input: z.string(), value: z.string(), considered: z.int(), changed: z.int(), gained: z.int(), lost: z.int() }),
      ),
      /** facts to which the change set answers nothing, a few */
      gaps: z.array(z.strictObject({ facts: jsonObject, at: z.string(), publishedToo: z.boolean() })),
    })
    .meta({ id: "Simulation" }),
});

export const jsonLogic = contract({
  method: "GET",
  path: "/tables/{name}/json-logic",
  tag,
  summary: "A published table as plain JSON Logic, row after row, for any interpreter of it",
  permission: "design",
  params: ofName,
  answer: z.strictObject({
    revision: z.int(),
    hit: z.string(),
    rows: z.array(z.strictObject({ id: z.string(), when: z.json(), out: jsonObject })),
    one: z.json().optional().meta({ description: "With hit policy F: one `if` that gives the id of the row that decides, or null" }),
  }),
});

const needs = z.strictObject({
  evaluator: z.int(),
  bands: z.record(z.string(), z.enum(["package", "platform"])),
  options: z.record(z.string(), z.array(z.string()).nullable()),
});

export const version = contract({
  method: "GET",
  path: "/tables/{name}/version",
  tag,
  summary: "A published table with everything it decides by, for decide() of /api/v1/evaluator.js; ETag changes with its content",
  permission: "design",
  params: ofName,
  answer: z.strictObject({
    name: z.string(),
    revision: z.int(),
    hash: z.string(),
    document: jsonObject,
    needs,
    candidate: z
      .strictObject({ id: z.string(), share: z.int().nullable(), key: jsonObject.nullable(), document: jsonObject, needs })
      .nullable()
      .meta({ description: "While a canary runs: what decide() asks in its place, for the keys that the server asks it for" }),
  }),
});
