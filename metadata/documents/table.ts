import * as z from "zod";
import { textSchema } from "../text.ts";
import { byId, documentBase, nameSchema, orderSchema } from "./parts.ts";

/** Column types. money compares minor units of the table's currency; time is "HH:MM" wall clock in the table's time zone. */
export const columnTypes = ["text", "enum", "number", "money", "boolean", "date", "instant", "time"] as const;
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
    ...optionsSchema,
  })
  .meta({ id: "Input" });

export const outputSchema = z
  .strictObject({
    name: nameSchema,
    label: textSchema,
    type: z.enum(columnTypes),
    order: orderSchema,
    ...optionsSchema,
  })
  .meta({ id: "Output" });

export const rowSchema = z
  .strictObject({
    order: orderSchema,
    /** absent = true */
    enabled: z.boolean().optional(),
    /** input id → cell; left out = any */
    cells: byId(cellSchema).optional(),
    /** output id → constant */
    out: byId(constant),
    note: z.string().max(2_000).optional(),
    /** half-open validity, instants */
    validFrom: z.iso.datetime().optional(),
    validTo: z.iso.datetime().optional(),
  })
  .meta({ id: "Row" });

export const tableSchema = z
  .strictObject({
    kind: z.literal("table"),
    ...documentBase,
    /** F: the first row that hits · C: all rows that hit, in order */
    hit: z.enum(["F", "C"]),
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
    /** the answer when no row hits (hit F) */
    default: byId(constant).optional(),
  })
  .meta({ id: "table", title: "Decision table" });

export type Cell = z.infer<typeof cellSchema>;
export type Range = z.infer<typeof rangeSchema>;
export type TableInput = z.infer<typeof inputSchema>;
export type TableOutput = z.infer<typeof outputSchema>;
export type TableRow = z.infer<typeof rowSchema>;
export type TableDocument = z.infer<typeof tableSchema>;
export const tableAtoms = ["/rows/*/cells/*"];
