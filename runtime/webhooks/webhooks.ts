import type { Statement } from "#db";
import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { isUuid, newId } from "../uuid.ts";
import { mayKeepWebhooks, wantedProblems } from "./may-keep.ts";
import { queueDeliveries, queueParams, relayWork } from "./relay.ts";
import { newSecret, seal } from "./secret.ts";
import { targetProblem } from "./target.ts";
import { mostWebhooks, showWebhook, webhookColumns, type WebhookJson, type WebhookRow } from "./webhook.ts";

export interface NewWebhook {
  readonly url: string;
  readonly topics: readonly string[];
  readonly objects?: readonly string[] | undefined;
  readonly roles: readonly string[];
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** With the secret where it was just made: it is shown this once. */
export type WithSecret = WebhookJson & { readonly secret?: string };

export const noWebhook = (id: string) => refused(problem("not_found", "", `There is no webhook ${isUuid(id) ? id : "of this id"}.`));
const notHis = () =>
  refused(problem("forbidden", "", "Webhooks are looked after by those who may design or administer.", { reason: "capability" }));

/** A webhook of the actor's tenant, or why he gets none. */
export async function findWebhook(
  platform: Platform,
  actor: Actor,
  id: string,
): Promise<Result<{ readonly effective: Effective; readonly row: WebhookRow }>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayKeepWebhooks(effective, actor)) return notHis();
  if (!isUuid(id)) return noWebhook(id);
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [{ text: `select ${webhookColumns} from webhook where tenant_id = $1 and id = $2`, params: [actor.tenantId, id] }],
    { readOnly: true },
  );
  const row = rows![0] as WebhookRow | undefined;
  return row === undefined ? noWebhook(id) : ok({ effective, row });
}

/** The same for what sends something or changes where it goes: that takes the rights it is sent by. */
export async function ownWebhook(
  platform: Platform,
  actor: Actor,
  id: string,
): Promise<Result<{ readonly effective: Effective; readonly row: WebhookRow }>> {
  const found = await findWebhook(platform, actor, id);
  if (!found.ok) return found;
  const { effective, row } = found.value;
  const problems = wantedProblems(effective, actor, row).filter(({ code }) => code === "forbidden");
  return problems.length > 0 ? refused(...problems) : found;
}

/** All webhooks of the tenant, the oldest first. */
export async function listWebhooks(platform: Platform, actor: Actor): Promise<Result<readonly WebhookJson[]>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayKeepWebhooks(effective, actor)) return notHis();
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [{ text: `select ${webhookColumns} from webhook where tenant_id = $1 order by created_at, id`, params: [actor.tenantId] }],
    { readOnly: true },
  );
  return ok((rows as WebhookRow[]).map(showWebhook));
}

/** One webhook. Problems: not_found. */
export async function getWebhook(platform: Platform, actor: Actor, id: string): Promise<Result<WebhookJson>> {
  const found = await findWebhook(platform, actor, id);
  return found.ok ? ok(showWebhook(found.value.row)) : found;
}

/** The tenant's outbox is looked at from now on. $1 tenant, $2 class */
const lookAtOutbox = `insert into work (tenant_id, id, kind, class) values ($1::uuid, $1::uuid, 'relay', $2)
 on conflict (tenant_id, id) do update set due_at = now()`;
const looking = (tenantId: string): Statement => ({ text: lookAtOutbox, params: [tenantId, relayWork] });

const insert = `insert into webhook (tenant_id, id, url, description, topics, objects, roles, secret, state, created_by)
 select $1::uuid, $2::uuid, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, $8::bytea, $9, $10
 where (select count(*) from webhook where tenant_id = $1::uuid) < $11::int
 returning ${webhookColumns}`;

/** Makes a webhook. Its secret is in this answer and in no other. */
export async function createWebhook(platform: Platform, actor: Actor, wanted: NewWebhook): Promise<Result<WithSecret>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayKeepWebhooks(effective, actor)) return notHis();
  const { tenantId } = actor;
  const objects = wanted.objects ?? [];
  const badTarget = await targetProblem(wanted.url, platform.outgoingAllow);
  const problems = [...(badTarget === undefined ? [] : [badTarget]), ...wantedProblems(effective, actor, { ...wanted, objects })];
  if (problems.length > 0) return refused(...problems);
  const id = newId();
  const secret = newSecret();
  const params = [
    tenantId,
    id,
    URL.parse(wanted.url)!.href,
    wanted.description ?? "",
    wanted.topics,
    objects,
    wanted.roles,
    seal(platform.secret, tenantId, id, secret),
    wanted.enabled === false ? "disabled" : "active",
    actor.by,
    mostWebhooks,
  ];
  const [rows] = await platform.db.batch(tenantId, [{ text: insert, params }, looking(tenantId)]);
  const row = rows![0] as WebhookRow | undefined;
  if (row === undefined)
    return refused(
      problem("limit_exceeded", "", `A tenant has at most ${mostWebhooks} webhooks.`, {
        reason: "webhooks",
        details: { limit: mostWebhooks },
      }),
    );
  platform.wake();
  return ok({ ...showWebhook(row), secret });
}

export type WebhookChanges = { readonly [Key in keyof NewWebhook]?: NewWebhook[Key] | undefined };

/** What waited while it was disabled. $1 tenant, $2 webhook, $3 most */
const selectWaiting = `select id from webhook_delivery where tenant_id = $1::uuid and webhook_id = $2::uuid and state = 'waiting' order by created_at limit $3::int`;
const mostTakenUp = 10_000;

/**
 * Changes what is named. Another host gets another secret, in this answer: what one receiver knows is no other's. Enabled again: events from now on,
 * and deliveries that waited.
 */
export async function changeWebhook(platform: Platform, actor: Actor, id: string, changes: WebhookChanges): Promise<Result<WithSecret>> {
  const found = await ownWebhook(platform, actor, id);
  if (!found.ok) {
    // to stop something one needs not what it may
    const only = Object.entries(changes).every(([key, value]) => value === undefined || (key === "enabled" && value === false));
    const seen = only ? await findWebhook(platform, actor, id) : found;
    if (!seen.ok) return found;
    return stopWebhook(platform, actor, id);
  }
  const { effective, row } = found.value;
  const { tenantId } = actor;
  const next = {
    url: changes.url === undefined ? row.url : changes.url,
    topics: changes.topics ?? row.topics,
    objects: changes.objects ?? row.objects,
    roles: changes.roles ?? row.roles,
  };
  const badTarget = changes.url === undefined ? undefined : await targetProblem(next.url, platform.outgoingAllow);
  const named = { topics: changes.topics ?? [], objects: changes.objects ?? [], roles: changes.roles ?? [] };
  const problems = [...(badTarget === undefined ? [] : [badTarget]), ...wantedProblems(effective, actor, named)];
  if (problems.length > 0) return refused(...problems);
  const url = URL.parse(next.url)!;
  const secret = url.host === URL.parse(row.url)?.host ? undefined : newSecret();
  const enabled = changes.enabled ?? row.state === "active";
  const begins = enabled && row.state !== "active";
  const updated = await platform.db.transaction(tenantId, async (tx) => {
    const [changed] = await tx.query<WebhookRow>(
      `update webhook set url = $3, description = coalesce($4, description), topics = $5::jsonb, objects = $6::jsonb, roles = $7::jsonb, state = $8,
         secret = coalesce($9::bytea, secret), previous_secret = case when $9::bytea is null then previous_secret end,
         rotated_at = case when $9::bytea is null then rotated_at end, since = case when $10::bool then now() else since end,
         failing_since = case when $10::bool then null else failing_since end, problem = case when $8 = 'active' then null else problem end,
         updated_at = now()
       where tenant_id = $1::uuid and id = $2::uuid returning ${webhookColumns}`,
      [
        tenantId,
        id,
        url.href,
        changes.description ?? null,
        next.topics,
        next.objects,
        next.roles,
        enabled ? "active" : "disabled",
        secret === undefined ? null : seal(platform.secret, tenantId, id, secret),
        begins,
      ],
    );
    if (changed === undefined) return undefined;
    const { text, params } = looking(tenantId);
    await tx.query(text, params);
    if (begins) {
      const waiting = await tx.query<{ id: string }>(selectWaiting, [tenantId, id, mostTakenUp]);
      if (waiting.length > 0)
        await tx.query(queueDeliveries, [
          ...queueParams(
            tenantId,
            waiting.map((each) => each.id),
          ),
        ]);
    }
    return changed;
  });
  if (updated === undefined) return noWebhook(id);
  platform.wake();
  return ok({ ...showWebhook(updated), ...(secret === undefined ? {} : { secret }) });
}

async function stopWebhook(platform: Platform, { tenantId }: Actor, id: string): Promise<Result<WithSecret>> {
  const text = `update webhook set state = 'disabled', updated_at = now() where tenant_id = $1 and id = $2 returning ${webhookColumns}`;
  const [rows] = await platform.db.batch(tenantId, [{ text, params: [tenantId, id] }]);
  const row = rows![0] as WebhookRow | undefined;
  return row === undefined ? noWebhook(id) : ok(showWebhook(row));
}

/** Ends a webhook, its log with it. What waits for it is not sent. */
export async function deleteWebhook(platform: Platform, actor: Actor, id: string): Promise<Result<undefined>> {
  const found = await findWebhook(platform, actor, id);
  if (!found.ok) return found;
  await platform.db.batch(actor.tenantId, [{ text: "delete from webhook where tenant_id = $1 and id = $2", params: [actor.tenantId, id] }]);
  return ok(undefined);
}

/** A new secret, in this answer alone; the one before it signs too for a day, so that the receiver can change over. */
export async function rotateSecret(platform: Platform, actor: Actor, id: string): Promise<Result<WithSecret>> {
  const found = await ownWebhook(platform, actor, id);
  if (!found.ok) return found;
  const { tenantId } = actor;
  const secret = newSecret();
  const [rows] = await platform.db.batch(tenantId, [
    {
      text: `update webhook set previous_secret = secret, secret = $3::bytea, rotated_at = now(), updated_at = now()
              where tenant_id = $1 and id = $2 returning ${webhookColumns}`,
      params: [tenantId, id, seal(platform.secret, tenantId, id, secret)],
    },
  ]);
  const row = rows![0] as WebhookRow | undefined;
  return row === undefined ? noWebhook(id) : ok({ ...showWebhook(row), secret });
}
