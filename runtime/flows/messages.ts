import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { eventBody, waitingBody } from "../events/event-body.ts";
import { capabilitiesOf } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { seesRuns } from "./runs.ts";
import { materialiseTokens } from "./token.ts";

/** A message as its receiver gets it. */
export interface MessageJson {
  /** equal for every delivery: what a receiver tells duplicates by */
  readonly id: string;
  readonly topic: string;
  readonly at: string;
  /** what a flow published is `{ message, key }`; tokens in it are whole */
  readonly body: unknown;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Topics the platform itself publishes on: what they carry are records, which running flows gives no right to see. */
const ownTopic = (topic: string): boolean => topic.startsWith("record.");

async function mayReceive(platform: Platform, actor: Actor, topic: string): Promise<boolean> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesRuns(actor, effective)) return false;
  return !ownTopic(topic) || actor.unrestricted === true || capabilitiesOf(actor, effective).has("allRecords");
}

const noTopic = (topic: string) => refused(problem("not_found", "", `There is no topic <${topic.slice(0, 256)}> for you.`));

/**
 * The messages of a topic that nobody has acknowledged, oldest first: delivery by asking. Each comes again until it is acknowledged.
 * This is the edge where a callback's token becomes whole, so it is for those who design or operate flows and for nobody else.
 */
export async function readMessages(
  platform: Platform,
  actor: Actor,
  topic: string,
  options: { readonly limit?: number | undefined } = {},
): Promise<Result<readonly MessageJson[]>> {
  if (!(await mayReceive(platform, actor, topic))) return noTopic(topic);
  const messages = await platform.db.transaction(
    actor.tenantId,
    async (tx) => {
      const rows = await tx.query<{ id: string; at: string; body: unknown }>(
        `select id, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, ${waitingBody} from outbox
          where tenant_id = $1 and topic = $2 and delivered_at is null and due_at <= now() order by due_at, id limit $3`,
        [actor.tenantId, topic, Math.min(Math.max(Math.trunc(options.limit ?? 50), 1), 500)],
      );
      const bodies = (await materialiseTokens(
        tx,
        platform.secret,
        actor.tenantId,
        rows.map(({ body }) => body),
      )) as unknown[];
      const effective = ownTopic(topic) ? await platform.effectives.get(actor.tenantId) : undefined;
      const shown = (body: unknown) => (effective === undefined ? body : eventBody(effective, body as Json));
      return rows.map(({ id, at }, n): MessageJson => ({ id, topic, at, body: shown(bodies[n]) }));
    },
    { readOnly: true },
  );
  return ok(messages);
}

/** A receiver has dealt with a message: it is not given out again. The same again is taken as the same. */
export async function acknowledgeMessage(
  platform: Platform,
  actor: Actor,
  topic: string,
  id: string,
): Promise<Result<{ readonly id: string }>> {
  if (!(await mayReceive(platform, actor, topic))) return noTopic(topic);
  const [rows] = uuid.test(id)
    ? await platform.db.batch(actor.tenantId, [
        {
          text: `update outbox set delivered_at = coalesce(delivered_at, now()), attempts = attempts + case when delivered_at is null then 1 else 0 end
                  where tenant_id = $1 and topic = $2 and id = $3 returning id`,
          params: [actor.tenantId, topic, id],
        },
      ])
    : [[]];
  return rows!.length === 0 ? refused(problem("not_found", "", "There is no such message.")) : ok({ id });
}
