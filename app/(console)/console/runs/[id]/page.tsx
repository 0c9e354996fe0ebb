import { inLocale } from "#metadata";
import { getRun, runHistory } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../../../platform.ts";
import { currentPreferences } from "../../../../preferences.ts";
import { RunDetail } from "./run-detail.tsx";

/** One run: what happened, and why it waits. */
export default async function RunPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  const [visit, { locale }] = await Promise.all([requireVisit(`/console/runs/${id}`), currentPreferences()]);
  const [run, history] = await Promise.all([getRun(platform(), visit.actor, id), runHistory(platform(), visit.actor, id)]);
  const found = valueOr404(run);
  const flow = visit.effective.documents.flow.get(found.flow);
  return (
    <RunDetail
      revision={visit.effective.revision}
      flow={inLocale(flow?.label, locale, found.flow)}
      initial={JSON.parse(JSON.stringify({ run: found, history: valueOr404(history) }))}
      at={Date.now()}
    />
  );
}
