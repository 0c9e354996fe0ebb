import { createJobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";

/** $1 tenant */
const due = "update work set due_at = now() where tenant_id = $1::uuid and class = 'job' and state = 0";
const open = `select count(*)::int as n from job where tenant_id = $1::uuid and kind = 'fill_slots' and state in ('waiting', 'running')`;

/** Has the jobs that fill index slots carried out, without waiting until writers of the revision before are gone. @throws after 60 s */
export async function fillNow(platform: Platform, tenantId: string): Promise<void> {
  await platform.db.batch(tenantId, [{ text: due, params: [tenantId] }]);
  const runner = createJobRunner(platform);
  await runner.start();
  runner.wake();
  try {
    for (const end = Date.now() + 60_000; ;) {
      const [rows] = await platform.db.batch(tenantId, [{ text: open, params: [tenantId] }], { readOnly: true });
      if (rows![0]!["n"] === 0) return;
      if (Date.now() > end) throw new Error("in 60 s the index slots were not filled");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    await runner.stop();
    platform.effectives.drop(tenantId);
  }
}
