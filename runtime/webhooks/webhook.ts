import type { Json } from "#metadata";

/** Why the platform stopped sending: the receiver said it is gone (410), or nothing arrived for days. */
export type WebhookProblem = "gone" | "failing";

/** Where events of a tenant are sent, as it is shown. Its secret is no part of it. */
export interface WebhookJson {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly topics: readonly string[];
  /** of record events; none named = of all objects */
  readonly objects: readonly string[];
  /** what these roles may not read is not sent */
  readonly roles: readonly string[];
  readonly enabled: boolean;
  readonly problem: WebhookProblem | null;
  /** since when nothing arrives; null: the last event arrived, or none was sent yet */
  readonly failingSince: string | null;
  /** until then the secret before the last rotation signs too */
  readonly rotatingUntil: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
}

/** Hours in which the secret before a rotation signs too. */
export const overlapHours = 24;

/** Most webhooks of a tenant. */
export const mostWebhooks = 50;

export const recordTopics = ["record.created", "record.updated", "record.deleted", "record.restored"] as const;
/** What a test sends. */
export const testTopic = "webhook.test";
/** What is told when a webhook was disabled by the platform. */
export const disabledTopic = "webhook.disabled";

export const isRecordTopic = (topic: string): boolean => topic.startsWith("record.");

export interface WebhookRow extends Record<string, unknown> {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly topics: readonly string[];
  readonly objects: readonly string[];
  readonly roles: readonly string[];
  readonly state: "active" | "disabled";
  readonly problem: WebhookProblem | null;
  readonly failing_since: Date | null;
  readonly rotated_at: Date | null;
  readonly since: Date;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
}

/** Everything but the secrets. */
export const webhookColumns =
  "id, url, description, topics, objects, roles, state, problem, failing_since, rotated_at, since, created_at, created_by, updated_at";

/** A webhook as people see it, without its secret. */
export function showWebhook(row: WebhookRow): WebhookJson {
  const until = row.rotated_at === null ? 0 : row.rotated_at.getTime() + overlapHours * 3_600_000;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    topics: row.topics,
    objects: row.objects,
    roles: row.roles,
    enabled: row.state === "active",
    problem: row.problem,
    failingSince: row.failing_since?.toISOString() ?? null,
    rotatingUntil: until > Date.now() ? new Date(until).toISOString() : null,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** What is sent: the payload of Standard Webhooks. */
export interface Payload {
  readonly type: string;
  /** when it happened */
  readonly timestamp: string;
  readonly data: Json;
}
