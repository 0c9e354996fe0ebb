import type { Tone } from "#components";
import type { DeliveryDetail, DeliveryJson, WebhookJson } from "#runtime";

export type Webhook = WebhookJson;
export type Delivery = DeliveryJson;
export type Detail = DeliveryDetail;

/** With a secret where one was just made. */
export type WithSecret = Webhook & { readonly secret?: string };

/** What a webhook may be about: names with what people call them. */
export interface Choices {
  readonly objects: readonly Choice[];
  readonly roles: readonly Choice[];
  /** roles of whoever makes one */
  readonly own: readonly string[];
}
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** Events of records, in the order they are shown. */
export const recordTopics = ["record.created", "record.updated", "record.deleted", "record.restored"] as const;
export const isRecordTopic = (topic: string): topic is (typeof recordTopics)[number] => (recordTopics as readonly string[]).includes(topic);

export const toneOfDelivery: Readonly<Record<Delivery["state"], Tone>> = { waiting: "info", delivered: "success", failed: "danger" };

/** What a webhook is doing, in a word and a tone. */
export function standingOf({ enabled, problem, failingSince }: Webhook): {
  readonly word: "active" | "failing" | "off" | "stopped";
  readonly tone: Tone;
} {
  if (!enabled) return problem === null ? { word: "off", tone: "neutral" } : { word: "stopped", tone: "danger" };
  return failingSince === null ? { word: "active", tone: "success" } : { word: "failing", tone: "warning" };
}
