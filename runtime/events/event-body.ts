import type { Json } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import { byName, keptChanges } from "../records/changes.ts";
import { begunWith } from "../records/statements.ts";
import type { RecordEvent } from "./record-events.ts";

/** The body of a record's event as those outside get it. Of a record that was made, what it was made with is kept by field id: here it gets the names that its fields have. */
export function eventBody(effective: Effective, kept: Json): RecordEvent["body"] {
  const body = kept as unknown as RecordEvent["body"] & Readonly<Record<string, Json>>;
  const begun = body[begunWith];
  if (begun === undefined) return body;
  const { [begunWith]: _, ...rest } = body;
  const object = effective.objects.get(body.object);
  const changes = object === undefined ? {} : byName(object, keptChanges({ [begunWith]: begun }));
  return { ...(rest as RecordEvent["body"]), changes };
}
