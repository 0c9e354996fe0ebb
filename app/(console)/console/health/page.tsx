import { platform, requireVisit } from "../../../platform.ts";
import { Health } from "./health.tsx";

/** Whether the parts of this process do their work. */
export default async function HealthPage() {
  await requireVisit("/console/health");
  const { db, readiness } = platform();
  return <Health {...await readiness.now()} lanes={{ ...db.stats() }} />;
}
