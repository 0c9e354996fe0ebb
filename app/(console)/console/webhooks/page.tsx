import { notFound } from "next/navigation";
import { listWebhooks } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../../platform.ts";
import { choicesOf, mayKeep } from "./choices.ts";
import { WebhookList } from "./webhook-list.tsx";

/** Where events of the tenant are sent. */
export default async function WebhooksPage() {
  const visit = await requireVisit("/console/webhooks");
  if (!mayKeep(visit)) notFound();
  const [webhooks, choices] = await Promise.all([listWebhooks(platform(), visit.actor), choicesOf(visit)]);
  return <WebhookList initial={JSON.parse(JSON.stringify(valueOr404(webhooks)))} choices={choices} at={Date.now()} />;
}
