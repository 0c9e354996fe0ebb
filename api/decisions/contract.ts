import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { instant, jsonObject, ofId, ofName } from "../parts.ts";

const tag = "Rules";
const outputs = z.array(jsonObject);

export const decision = z
  .strictObject({
    id: z.string(),
    /** name of the table now; null when it is no longer published */
    table: z.string().nullable(),
    tableId: z.string(),
    revision: z.int(),
    version: z.string().nullable().meta({ description: "Content hash of the table as it was asked; null before versions were kept" }),
    variant: z.string().nullable().meta({ description: '"candidate" when a canary answered' }),
    keptAt: z.string(),
    at: z.string().meta({ description: "The instant at which rows had to hold" }),
    facts: jsonObject.meta({ description: 'By input name; a personal one is {"personal": true} and nothing else' }),
    personal: z.array(z.string()).meta({ description: "Names of the facts that are personal" }),
    outputs,
    hits: z.array(z.string()),
    arm: z.string().nullable(),
    fallback: z.boolean(),
    empty: z.boolean(),
    by: z.string(),
  })
  .meta({ id: "Decision", description: "What a decision table was asked and answered" });

const flag = z.enum(["true", "false"]).optional();

export const list = contract({
  method: "GET",
  path: "/tables/{name}/decisions",
  tag,
  summary: "What a decision table decided, newest first",
  permission: "designOrOperate",
  params: ofName,
  query: z.strictObject({
    option: z.string().max(1_000).optional().meta({ description: "Decisions that gave this value in `output`" }),
    output: nameSchema.optional().meta({ description: "Absent: the output that names the option, else the first" }),
    variant: z.enum(["published", "candidate"]).optional(),
    row: z.string().max(64).optional().meta({ description: "Id of a row that the answer came from" }),
    from: instant.optional().meta({ description: "Kept at this instant or later" }),
    to: instant.optional().meta({ description: "Kept before this instant" }),
    empty: flag,
    fallback: flag,
    cursor: z.string().max(200).optional().meta({ description: "`next` of the page before" }),
    limit: z
      .string()
      .regex(/^(?:[1-9]\d?|1\d\d|200)$/)
      .optional(),
  }),
  answer: z.strictObject({
    data: z.array(decision),
    next: z.string().nullable().meta({
      description:
        "Where to go on. A page looks through 20,000 decisions at most, so one with a filter may hold few, or none, and yet have a next",
    }),
  }),
});

export const get = contract({
  method: "GET",
  path: "/decisions/{id}",
  tag,
  summary: "One decision as the log keeps it",
  permission: "designOrOperate",
  params: ofId,
  answer: decision,
});

const cell = jsonObject.meta({ description: 'A cell as the table has it; {"personal": true} where it would tell what a personal fact is' });
const failing = z
  .strictObject({
    input: z.string().meta({ description: 'Name of an input; "" = it concerns the row as a whole' }),
    actual: z.unknown(),
    expected: cell,
    code: z.string(),
    reason: z.string(),
    /** the fact is personal, so it is not told */
    personal: z.literal(true).optional(),
    /** of a personal fact: the log does not know it well enough to be sure that this cell failed */
    unsure: z.literal(true).optional(),
  })
  .meta({ id: "Failing", description: "A checkable claim: input, actual, expected" });
const nearRow = z.strictObject({ row: z.string(), note: z.string().optional(), failing: z.array(failing) });
const hiddenBy = z
  .strictObject({
    /** capability · deny: a row hides it · no_row: no row that gives it hits · beaten: another row answers in its place */
    stage: z.enum(["capability", "deny", "no_row", "beaten"]),
    code: z.string(),
    /** deny: the row that hides · beaten: the row that answers */
    row: z.string().optional(),
    note: z.string().optional(),
    /** deny: why it hits, cell by cell · capability: what it fails */
    cells: z
      .array(z.strictObject({ input: z.string(), actual: z.unknown(), expected: cell, personal: z.literal(true).optional() }))
      .optional(),
    failing: z.array(failing).optional(),
  })
  .meta({ id: "HiddenBy" });

export const explanation = contract({
  method: "GET",
  path: "/decisions/{id}/explanation",
  tag,
  summary: "Why an option was shown or hidden, computed again on the version of the table that decided",
  permission: "designOrOperate",
  params: ofId,
  query: z.strictObject({
    option: z.string().max(1_000).optional().meta({
      description: "As people write it: alipay, 12.50; absent = whether the decision comes out the same, and what there is to ask about",
    }),
    output: nameSchema.optional().meta({ description: "Absent: the output that names the option, else the first" }),
  }),
  answer: z.strictObject({
    decision,
    output: z.string(),
    /** every option the version can give, and whether it was given */
    options: z.array(z.strictObject({ option: z.string(), shown: z.boolean() })),
    /** exact: the same facts gave the same answer · stand_in: personal facts were replaced by values that agree with everything the log knows of them, and gave the same answer · differs: it came out otherwise */
    replay: z.enum(["exact", "stand_in", "differs"]),
    shown: z
      .strictObject({
        option: z.string(),
        /** null: no row, it is what the table falls back on, or its default */
        row: z.string().nullable(),
        note: z.string().optional(),
        /** from 1 on */
        place: z.int(),
        of: z.int(),
        rank: z.number().nullable(),
        /** what held, cell by cell */
        cells: z.array(z.strictObject({ input: z.string(), actual: z.unknown(), expected: cell, personal: z.literal(true).optional() })),
        /** rows that hit too and were beaten for this option or by it */
        beat: z.array(
          z.strictObject({
            row: z.string(),
            note: z.string().optional(),
            option: z.string().nullable(),
            why: z.enum(["earlier", "rank", "priority", "hidden"]),
          }),
        ),
        split: z.strictObject({ arm: z.string(), bucket: z.int(), of: z.int(), instead: z.string().optional() }).nullable(),
        fallback: z.boolean(),
      })
      .optional(),
    hidden: hiddenBy
      .extend({
        option: z.string(),
        /** the row that came closest to showing it, and each cell that failed */
        closest: nearRow.optional(),
        /** the fewest facts to change so that it is shown; null: no change of facts was found */
        change: z
          .strictObject({
            /** input name → the value it would need; null = absent; a personal input that has to change is named too */
            facts: jsonObject,
            /** it would also have to be asked for another instant */
            at: z.string().optional(),
            row: z.string().nullable().meta({ description: "The row that would show it" }),
            /** what still hides it when this is done, where nothing better was found */
            then: hiddenBy.optional(),
          })
          .nullable(),
      })
      .optional(),
  }),
});
