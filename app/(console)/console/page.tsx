import { inLocale } from "#metadata";
import { listRuns } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../platform.ts";
import { currentPreferences } from "../../preferences.ts";
import { Runs } from "./runs.tsx";

/** Runs of this tenant, latest first. */
export default async function RunsPage() {
  const [visit, { locale }] = await Promise.all([requireVisit("/console"), currentPreferences()]);
  const runs = valueOr404(await listRuns(platform(), visit.actor, { limit: 100 }));
  const flows = Object.fromEntries([...visit.effective.documents.flow].map(([name, flow]) => [name, inLocale(flow.label, locale, name)]));
  return <Runs revision={visit.effective.revision} flows={flows} initial={JSON.parse(JSON.stringify(runs))} at={Date.now()} />;
}
