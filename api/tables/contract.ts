import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { anyId, instant, jsonObject } from "../parts.ts";

const tag = "Rules";
const ofTable = z.strictObject({ name: nameSchema });
const outputs = z.array(jsonObject);

const because = z.array(jsonObject).optional();
const decision = z.looseObject({ outputs, hits: z.array(z.string()), because });

export const decide = contract({
  method: "POST",
  path: "/tables/{name}/decide",
  tag,
  summary: "What a decision table gives for facts; explain: why the others were not given",
  permission: "member",
  params: ofTable,
  body: z.strictObject({ facts: jsonObject, at: instant.optional(), explain: z.boolean().optional() }),
  answer: decision.extend({ revision: z.int(), decisionId: z.string() }),
});

export const decideBatch = contract({
  method: "POST",
  path: "/tables/{name}/decide-batch",
  tag,
  summary: "Decide for up to 10,000 facts at once",
  permission: "member",
  params: ofTable,
  body: z.strictObject({ facts: z.array(jsonObject).max(10_000), at: instant.optional() }),
  large: true,
  answer: z.strictObject({ results: z.array(decision), revision: z.int() }),
});

export const simulate = contract({
  method: "POST",
  path: "/tables/{name}/simulate",
  tag,
  summary: "A change set against what is published, over given facts or stored decisions: what each output gained and lost",
  permission: "design",
  params: ofTable,
  body: z.strictObject({
    draft: anyId,
    facts: z.array(jsonObject).min(1).max(10_000).optional(),
    /** how many stored decisions, latest first */
    decisions: z.int().min(1).max(10_000).optional(),
    at: instant.optional(),
  }),
  large: true,
  answer: jsonObject,
});

export const jsonLogic = contract({
  method: "GET",
  path: "/tables/{name}/json-logic",
  tag,
  summary: "A published table as plain JSON Logic, row after row, for any interpreter of it",
  permission: "design",
  params: ofTable,
  answer: z.strictObject({
    revision: z.int(),
    hit: z.string(),
    rows: z.array(z.strictObject({ id: z.string(), when: z.json(), out: jsonObject })),
    one: z.json().optional().meta({ description: "With hit policy F: one `if` that gives the id of the row that decides, or null" }),
  }),
});
