import * as z from "zod";
import { nameSchema, textSchema, type Document, type Json } from "#metadata";

const version = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, "a version such as 1.2.0");

export const manifestSchema = z.strictObject({
  name: nameSchema,
  version,
  label: textSchema,
  description: textSchema.optional(),
  /** other packages that must be installed: name → least version of the same major */
  requires: z.record(nameSchema, version).optional(),
  /** what tenants may not change: "{kind}/{name}", or a part of it, "{kind}/{name}/{pointer}" */
  locked: z
    .array(z.string().regex(/^[a-z]+\/[a-z][a-z0-9_]*(\/.+)?$/))
    .max(1_000)
    .optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** An industry solution as it is shipped: its documents, and records to begin with. */
export interface Package {
  readonly manifest: Manifest;
  readonly documents: readonly Document[];
  /** object name → records by field API name; `id` is a UUID, or a word that is unique in the object */
  readonly seed: Readonly<Record<string, readonly { readonly [field: string]: Json }[]>>;
  /** "{kind}/{name}" → the file it was read from, for messages */
  readonly files?: Readonly<Record<string, string>>;
}

/** Whether an installed version serves who asked for `wanted`: the same major, and not older. */
export function serves(installed: string, wanted: string): boolean {
  const [a, b] = [installed, wanted].map((each) => each.split(".").map(Number)) as [number[], number[]];
  if (a[0] !== b[0]) return false;
  return a[1]! > b[1]! || (a[1] === b[1] && a[2]! >= b[2]!);
}
