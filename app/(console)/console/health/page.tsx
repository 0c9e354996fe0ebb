import { platform, requireVisit } from "../../../platform.ts";
import { Health } from "./health.tsx";

/** Whether the parts of this process do their work. */
export default async function HealthPage() {
  await requireVisit("/console/health");
  const { db, worker } = platform();
  const database = await db.healthy().catch(() => false);
  return <Health database={database} hasWorker={worker !== undefined} lanes={{ ...db.stats() }} />;
}
