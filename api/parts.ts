import * as z from "zod";
import { kindNames, nameSchema, type Kind } from "#metadata";

/** Pieces that many contracts are made of. */
export const objectName = nameSchema;
export const recordId = z.uuid().meta({ description: "Id of a record" });
export const kind = z.enum(kindNames as unknown as [Kind, ...Kind[]]).meta({ description: "Kind of document" });
export const anyId = z.uuid();
export const json = z.unknown();

/** What a path names. */
export const ofId = z.strictObject({ id: anyId });
export const ofName = z.strictObject({ name: nameSchema });
export const ofObject = z.strictObject({ object: objectName });
export const ofRecord = z.strictObject({ object: objectName, id: recordId });

/** What a revision says of itself among the others. */
export const revisionMessage = z.string().max(2_000);
/** An object of JSON values, checked further where it is used. */
export const jsonObject = z.record(z.string(), z.unknown());
/** Instant with an offset, as RFC 3339 writes it. */
export const instant = z.iso.datetime({ offset: true });

export const record = z
  .looseObject({
    id: z.string(),
    version: z.int(),
    createdAt: z.string(),
    createdBy: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ id: "Record", description: "A record: its own columns, then its fields by API name" });

/** `"3"` */
export const etag = (version: number | string): string => `"${version}"`;

/** Leaves out what was not sent: the runtime tells absent from undefined. */
export const given = <Value extends object>(values: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
