import type { Json } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import { byName, keptChanges } from "../records/changes.ts";
import { begunWith } from "../records/insert-records.ts";
import type { RecordEvent } from "./record-events.ts";

/**
 * The body of a waiting event, for statements that read the outbox. What a record was made with stands in its history, and is taken from there.
 */
export const waitingBody = `case when topic = 'record.created' and jsonb_typeof(body->'${begunWith}') = 'string' then body || jsonb_build_object('${begunWith}',
  coalesce((select h.changes->'${begunWith}' from record_history h where h.tenant_id = outbox.tenant_id and h.object_id = outbox.body->>'${begunWith}'
    and h.record_id = (outbox.body->>'id')::uuid and h.version = 1), '{}'::jsonb)) else body end as body`;

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
