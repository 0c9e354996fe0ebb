import { notFound } from "next/navigation";
import { getWebhook, listDeliveries } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../../../platform.ts";
import { choicesOf, mayKeep } from "../choices.ts";
import { WebhookRoom } from "../webhook-room.tsx";

/** One webhook: what it sends where, and what came of it. */
export default async function WebhookPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  const visit = await requireVisit(`/console/webhooks/${id}`);
  if (!mayKeep(visit)) notFound();
  const [webhook, deliveries, choices] = await Promise.all([
    getWebhook(platform(), visit.actor, id),
    listDeliveries(platform(), visit.actor, id, { limit: 50 }),
    choicesOf(visit),
  ]);
  return (
    <WebhookRoom
      initial={JSON.parse(JSON.stringify(valueOr404(webhook)))}
      deliveries={JSON.parse(JSON.stringify(valueOr404(deliveries)))}
      choices={choices}
      at={Date.now()}
    />
  );
}
