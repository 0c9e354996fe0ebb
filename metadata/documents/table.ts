import * as z from "zod";
import { textSchema } from "../text.ts";
import type { Json } from "../value-type.ts";
import { byId, documentBase, idSchema, logicSchema, nameSchema, orderSchema } from "./parts.ts";

/**
 * Column types. money compares minor units of the table's currency; time is "HH:MM" wall clock and weekday 1 (Monday) to 7 (Sunday), both in
 * the table's time zone; reference is a record's id; set is a list of texts, or of options where the column has them.
 */
export const columnTypes = [
  "text",
  "enum",
  "number",
  "money",
  "boolean",
  "date",
  "instant",
  "time",
  "weekday",
  "reference",
  "set",
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** A constant of a cell, typed by its column: text "a", number 1, money "10.00" (major units, exact), date "2026-03-19", time "09:30". */
const constant = z.union([z.string().max(1_000), z.number(), z.boolean()]);
/** [from, to) unless `bounds` says otherwise; null = open. */
export const rangeSchema = z
  .strictObject({ from: constant.nullable(), to: constant.nullable(), bounds: z.enum(["[)", "[]", "()", "(]"]).optional() })
  .meta({ id: "Range" });

/** A cell that is left out means any, including an absent fact. Every other cell but `missing` fails on an absent fact. */
export const cellSchema = z
  .union([
    z.strictObject({ any: z.literal(true) }),
    z.strictObject({ eq: constant }),
    z.strictObject({ in: z.array(constant).min(1).max(2_000) }),
    z.strictObject({ notIn: z.array(constant).min(1).max(2_000) }),
    z.strictObject({ range: z.array(rangeSchema).min(1).max(100) }),
    z.strictObject({ missing: z.literal(true) }),
    z.strictObject({ present: z.literal(true) }),
    /** text columns: begins with one of these, such as the first digits of a card */
    z.strictObject({ prefix: z.array(z.string().min(1).max(100)).min(1).max(2_000) }),
    /** set columns: holds one of these, all of these */
    z.strictObject({ hasAny: z.array(constant).min(1).max(2_000) }),
    z.strictObject({ hasAll: z.array(constant).min(1).max(200) }),
    /** an expression over all facts by their names; holds when it is true */
    z.strictObject({ logic: logicSchema }),
  ])
  .meta({ id: "Cell" });

/** Options of an enum column: given here, or taken from a select field ("object.field"). */
const optionsSchema = {
  options: byId(z.strictObject({ label: textSchema, order: orderSchema })).optional(),
  optionsOf: z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)
    .optional(),
};

export const inputSchema = z
  .strictObject({
    name: nameSchema,
    label: textSchema,
    type: z.enum(columnTypes),
    order: orderSchema,
    /** the fact says something of a person: the log keeps it as a token, and no answer tells it */
    personal: z.boolean().optional(),
    ...optionsSchema,
  })
  .meta({ id: "Input" });

export const outputSchema = z
  .strictObject({
    name: nameSchema,
    label: textSchema,
    type: z.enum(columnTypes),
    order: orderSchema,
    /** it gives a list of such values; absent = one */
    list: z.boolean().optional(),
    ...optionsSchema,
  })
  .meta({ id: "Output" });

/** What a row gives in an output: a constant, a list of them where the output is a list, or an expression over the facts. */
export const givenSchema = z.union([constant, z.array(constant).max(200), z.strictObject({ logic: logicSchema })]).meta({ id: "Given" });

/**
 * Hit policies as DMN has them. One answer: U unique, A any (all that hit agree), P by the order of the outputs' options, F the first row.
 * All answers: R in the rows' order, O by the order of the outputs' options, C collected, in the rows' order. One number: C+ their sum,
 * C< the least, C> the greatest, C# how many.
 */
export const hitPolicies = ["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"] as const;
export type HitPolicy = (typeof hitPolicies)[number];

export const rowSchema = z
  .strictObject({
    order: orderSchema,
    /** absent = true */
    enabled: z.boolean().optional(),
    /** input id → cell; left out = any */
    cells: byId(cellSchema).optional(),
    /** output id → what it gives */
    out: byId(givenSchema),
    note: z.string().max(2_000).optional(),
    /** half-open validity, instants */
    validFrom: z.iso.datetime().optional(),
    validTo: z.iso.datetime().optional(),
  })
  .meta({ id: "Row" });

const codes = (most: number) =>
  z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/))
    .min(1)
    .max(most);
const amountSchema = z.string().regex(/^[0-9]{1,15}(\.[0-9]{1,4})?$/);

/** What an option can be used for at all, whatever the rules say. What is left out is not limited. */
export const capabilitySchema = z
  .strictObject({
    /** ISO 3166-1 alpha-2 */
    countries: codes(300).optional(),
    /** ISO 4217 */
    currencies: codes(300).optional(),
    channels: codes(50).optional(),
    /** ISO 4217 → least and greatest amount in major units, both included */
    limits: z
      .record(z.string().regex(/^[A-Z]{3}$/), z.strictObject({ min: amountSchema.optional(), max: amountSchema.optional() }))
      .optional(),
    /** what it can do: recurring, instalments, manual_capture … */
    offers: codes(50).optional(),
  })
  .meta({ id: "Capability" });

/** Inputs that capabilities are held against, by id. An absent fact limits nothing. `needs` is a set: what an option must offer. */
const capabilityFacts = ["country", "currency", "channel", "amount", "needs"] as const;
export type CapabilityFact = (typeof capabilityFacts)[number];

/**
 * Turns rows that hit into a choice of options: capabilities, then rules (a row that hides beats all that show), then order, then a split
 * of customers into arms, then what the rows say of each, and something to fall back on. Only with hit policy C.
 */
export const routingSchema = z
  .strictObject({
    /** the output that names the option */
    option: idSchema,
    /** a boolean output: false hides the option; absent = every row shows */
    show: idSchema.optional(),
    /** a text output: the reason code of a row that hides */
    reason: idSchema.optional(),
    /** a number output: the least stands first; absent = the rows' order */
    rank: idSchema.optional(),
    facts: z
      .strictObject(
        Object.fromEntries(capabilityFacts.map((name) => [name, idSchema.optional()])) as Record<
          CapabilityFact,
          z.ZodOptional<typeof idSchema>
        >,
      )
      .optional(),
    /** option → what it can be used for */
    capabilities: byId(capabilitySchema).optional(),
    /** customers go to arms by their key, always to the same one; the options of their arm stand first */
    split: z
      .strictObject({
        /** the input whose value is the key, such as the customer */
        key: idSchema,
        /** tables with the same salt send a key to the same place; absent = the table's id */
        salt: z.string().min(1).max(200).optional(),
        /** a growing arm that stands first only ever gains keys */
        arms: byId(
          z.strictObject({ order: orderSchema, weight: z.int().min(0).max(1_000_000_000), options: z.array(constant).min(1).max(50) }),
        ),
      })
      .optional(),
    /** offered when nothing else is, as far as capabilities and hiding rows let them */
    fallback: z.array(constant).min(1).max(50).optional(),
  })
  .meta({ id: "Routing" });

/**
 * Hands what comes to those whom a row lists, one after the other. Turns are counted for each row by whoever acts on the answer (a step of a
 * flow); to the table the turn is a fact like any other, so that a decision can be replayed. Only where one row answers: U, A, P, F.
 */
export const rotationSchema = z
  .strictObject({
    /** the list output whose members take turns */
    among: idSchema,
    /** the output that names the member whose turn it is. Where nobody is there it stays what the row gives in it. */
    to: idSchema,
    /** the number input with the turn: 0, 1, 2 …; while it is absent it is nobody's turn, and `to` is left out */
    turn: idSchema,
    /** a set input: the members who are away */
    away: idSchema.optional(),
  })
  .meta({ id: "Rotation" });

const exampleValue: z.ZodType<Json> = z.json() as never;

/** Facts with what the table has to answer to them: a table whose examples fail is not published. */
export const exampleSchema = z
  .strictObject({
    order: orderSchema,
    label: textSchema.optional(),
    /** by input name, as they are asked */
    facts: z.record(nameSchema, exampleValue),
    /** the instant at which rows must hold; absent = whenever it is asked */
    at: z.iso.datetime({ offset: true }).optional(),
    /** what is left out is not looked at */
    expect: z.strictObject({
      /** all that is given, in its order; by output name */
      outputs: z.array(z.record(nameSchema, exampleValue)).max(200).optional(),
      /** tables that route: the options that are offered, in their order */
      options: z.array(constant).max(200).optional(),
      /** ids of the rows that the answer comes from, in its order */
      hits: z.array(idSchema).max(200).optional(),
    }),
  })
  .meta({ id: "Example" });

export const tableSchema = z
  .strictObject({
    kind: z.literal("table"),
    ...documentBase,
    hit: z.enum(hitPolicies),
    /** hit U, when more than one row hits: a problem (absent), or the first of them */
    onMultiple: z.enum(["error", "first"]).optional(),
    /** IANA zone for time and date cells; absent = UTC */
    timezone: z.string().max(64).optional(),
    /** ISO 4217; required when a column is money */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    inputs: byId(inputSchema),
    outputs: byId(outputSchema),
    rows: byId(rowSchema),
    routing: routingSchema.optional(),
    rotation: rotationSchema.optional(),
    /** the answer when no row hits */
    default: byId(givenSchema).optional(),
    examples: byId(exampleSchema).optional(),
  })
  .meta({ id: "table", title: "Decision table" });

export type Cell = z.infer<typeof cellSchema>;
export type Range = z.infer<typeof rangeSchema>;
export type TableInput = z.infer<typeof inputSchema>;
export type TableOutput = z.infer<typeof outputSchema>;
export type Given = z.infer<typeof givenSchema>;
export type TableRow = z.infer<typeof rowSchema>;
export type Capability = z.infer<typeof capabilitySchema>;
export type Routing = z.infer<typeof routingSchema>;
export type Rotation = z.infer<typeof rotationSchema>;
export type TableExample = z.infer<typeof exampleSchema>;
export type TableDocument = z.infer<typeof tableSchema>;
export const tableAtoms = ["/rows/*/cells/*", "/examples/*/facts", "/examples/*/expect"];
