import * as z from "zod";
import { textSchema } from "../text.ts";
import { byId, documentBase, idSchema, logicSchema, nameSchema, orderSchema } from "./parts.ts";

/** Where the options of a field come from when a decision table gives them. The same rule refuses what was not given. */
export const offeredBySchema = z
  .strictObject({
    table: nameSchema,
    /** the table's output column that holds the option */
    output: nameSchema,
    /** fact name → expression over the record; absent results are left out */
    facts: z.record(nameSchema, logicSchema),
  })
  .meta({ id: "OfferedBy" });

export const fieldSchema = z
  .strictObject({
    name: nameSchema,
    label: textSchema,
    help: textSchema.optional(),
    type: z.string(),
    order: orderSchema,
    /** the type's own settings; absent = {} */
    config: z.record(z.string(), z.json()).optional(),
    required: z.boolean().optional(),
    unique: z.boolean().optional(),
    /** keeps an index slot so that filters and sorts are quick */
    indexed: z.boolean().optional(),
    /** value or expression over the record being made */
    default: logicSchema.optional(),
    /** expressions over the record: same code in browser and server */
    visible: logicSchema.optional(),
    requiredWhen: logicSchema.optional(),
    readOnly: logicSchema.optional(),
    offeredBy: offeredBySchema.optional(),
    /** form components that show it, in place of its type's own: to type in, to read */
    component: z.string().max(64).optional(),
    display: z.string().max(64).optional(),
    /** what happens to this record when the one it refers to is deleted (reference only) */
    onDelete: z.enum(["restrict", "cascade", "clear"]).optional(),
    /** ids of the fields that it takes the place of with another type, latest first: that one's values are converted before it is seen */
    was: z.array(idSchema).min(1).max(50).optional(),
  })
  .meta({ id: "Field" });

export const validationSchema = z
  .strictObject({
    order: orderSchema,
    /** must hold; over the record after the change */
    rule: logicSchema,
    message: textSchema,
    /** field the message stands at; absent = the whole record */
    field: nameSchema.optional(),
  })
  .meta({ id: "Validation" });

/** Values that may stand together once. */
export const uniqueTogetherSchema = z
  .strictObject({
    order: orderSchema,
    /** two to five fields; a record that lacks one of them is free */
    fields: z.array(nameSchema).min(2).max(5),
    message: textSchema.optional(),
  })
  .meta({ id: "UniqueTogether" });

/** When two records are taken for one. */
export const duplicateRuleSchema = z
  .strictObject({
    order: orderSchema,
    /** field → how its values are compared; all must agree. normalised: without regard to case, width, spaces and punctuation */
    match: z.record(nameSchema, z.enum(["exact", "normalised"])),
    /** only where this holds of the record that is written */
    when: logicSchema.optional(),
    /** refuse, or ask first: the same change with "allowDuplicates" goes through */
    act: z.enum(["refuse", "ask"]),
    message: textSchema.optional(),
  })
  .meta({ id: "DuplicateRule" });

/** Which values of a field may follow which, and for whom. */
export const statesSchema = z
  .strictObject({
    field: nameSchema,
    /** values that a new record may have; absent = any */
    initial: z.array(z.string()).optional(),
    transitions: byId(
      z.strictObject({
        order: orderSchema,
        label: textSchema.optional(),
        /** absent = from any */
        from: z.array(z.string()).optional(),
        to: z.string(),
        /** absent = everybody who may change the record */
        roles: z.record(nameSchema, z.literal(true)).optional(),
        when: logicSchema.optional(),
      }),
    ),
  })
  .meta({ id: "States" });

export const objectSchema = z
  .strictObject({
    kind: z.literal("object"),
    ...documentBase,
    plural: textSchema.optional(),
    icon: z.string().max(64).optional(),
    /** the field that names a record to people */
    titleField: nameSchema.optional(),
    fields: byId(fieldSchema),
    validations: byId(validationSchema).optional(),
    uniques: byId(uniqueTogetherSchema).optional(),
    duplicates: byId(duplicateRuleSchema).optional(),
    states: statesSchema.optional(),
    /** fields that a search looks into; absent = all whose type is searched */
    search: z.record(nameSchema, z.literal(true)).optional(),
  })
  .meta({ id: "object", title: "Object" });

export type Field = z.infer<typeof fieldSchema>;
export type ObjectDocument = z.infer<typeof objectSchema>;
export type OfferedBy = z.infer<typeof offeredBySchema>;
/** Paths whose value is one thing: layers set it whole. `*` is one name. */
export const objectAtoms = [
  "/fields/*/default",
  "/fields/*/visible",
  "/fields/*/requiredWhen",
  "/fields/*/readOnly",
  "/fields/*/offeredBy/facts/*",
  "/fields/*/was",
  "/validations/*/rule",
  "/uniques/*/fields",
  "/duplicates/*/when",
  "/states/initial",
  "/states/transitions/*/from",
  "/states/transitions/*/when",
];
