import * as z from "zod";
import { documentBase, logicSchema, nameSchema } from "./parts.ts";

/** What a role may do on one object. Left out = no. */
const grantSchema = z
  .strictObject({
    read: z.boolean().optional(),
    create: z.boolean().optional(),
    update: z.boolean().optional(),
    delete: z.boolean().optional(),
    /** take many records out of the platform as a file */
    export: z.boolean().optional(),
    /** give others access to single records that one may change */
    share: z.boolean().optional(),
    /** which records, over the record and $user; must push down whole */
    rows: logicSchema.optional(),
    /** fields that may not be seen */
    hidden: z.record(nameSchema, z.literal(true)).optional(),
    /** fields that may be changed; absent = all that are seen */
    writable: z.record(nameSchema, z.literal(true)).optional(),
  })
  .meta({ id: "Grant" });

export const roleSchema = z
  .strictObject({
    kind: z.literal("role"),
    ...documentBase,
    /** design: the studio and its API · operate: runs, health · administer: people, their roles and teams · everything on all records */
    capabilities: z
      .strictObject({
        design: z.literal(true).optional(),
        operate: z.literal(true).optional(),
        administer: z.literal(true).optional(),
        allRecords: z.literal(true).optional(),
      })
      .optional(),
    /** the role above this one: whoever has it stands above those who have this */
    under: nameSchema.optional(),
    objects: z.record(nameSchema, grantSchema).optional(),
    apps: z.record(nameSchema, z.literal(true)).optional(),
  })
  .meta({ id: "role", title: "Role" });

export type Grant = z.infer<typeof grantSchema>;
export type RoleDocument = z.infer<typeof roleSchema>;
export const roleAtoms = ["/objects/*/rows"];
