import * as z from "zod";
import { textSchema } from "../text.ts";
import type { Json } from "../value-type.ts";

/** An id chosen once: never shown, never changed, equal in every tenant of a package. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 of A–Z a–z 0–9 _ -")
  .meta({ id: "Id" });
/** A name that API, expressions and other documents use. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "a lower-case letter, then lower-case letters, digits or _")
  .meta({ id: "Name" });
/** Place among siblings: a fractional index, compared by code point, then by id. */
export const orderSchema = z
  .string()
  .regex(/^[A-Za-z0-9]{1,64}$/)
  .meta({ id: "Order" });
/** JSON Logic. Checked against the closed operator list when the document is parsed. */
export const logicSchema: z.ZodType<Json> = z.json().meta({ id: "Logic", description: "An expression (JSON Logic)" }) as z.ZodType<Json>;

/** A map of things keyed by stable id: lists with identity are never arrays, so that layers can patch them. */
export const byId = <Value extends z.ZodType>(value: Value) => z.record(idSchema, value);

/** What every document has. `id` is the storage identity and the key of layers; it starts equal to `name`. */
export const documentBase = {
  id: idSchema,
  name: nameSchema,
  label: textSchema,
  description: textSchema.optional(),
};
