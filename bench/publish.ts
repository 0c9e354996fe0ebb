import { decideTable, openDraft, publishDraft, putDraftDocument, readDraftDocument, type Actor } from "#runtime";
import { layGround, median, openPlatform } from "./ground.ts";

/** From the answer of publish until another process's decision shows it, polled every millisecond there. Ten rounds. */
export async function measurePublish(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  const other = await openPlatform(ground.url);
  try {
    const actor: Actor = { tenantId: ground.tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
    const methods = async (): Promise<string> => {
      const decided = await decideTable(other.platform, actor, "payment_methods", { channel: "app", amount: "88.00" }, {});
      if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
      return JSON.stringify(decided.value.outputs);
    };
    const publishMs: number[] = [];
    const visibleMs: number[] = [];
    for (let round = 0; round < 10; round++) {
      const before = await methods();
      const draft = await openDraft(ground.platform, actor);
      if (!draft.ok) throw new Error(JSON.stringify(draft.problems));
      const table = await readDraftDocument(ground.platform, actor, draft.value.id, "table", "payment_methods");
      if (!table.ok) throw new Error(JSON.stringify(table.problems));
      const document = structuredClone(table.value) as {
        rows: Record<string, { order: string; enabled?: boolean; out: Record<string, string> }>;
      };
      document.rows[`bench_${round}`] = { order: `z${round}`, out: { method: "meituan_pay" } };
      const put = await putDraftDocument(ground.platform, actor, draft.value.id, "table", "payment_methods", document);
      if (!put.ok) throw new Error(JSON.stringify(put.problems));
      const started = performance.now();
      const published = await publishDraft(ground.platform, actor, draft.value.id, {});
      if (!published.ok) throw new Error(JSON.stringify(published.problems));
      const done = performance.now();
      while ((await methods()) === before) await new Promise((resolve) => setTimeout(resolve, 1));
      publishMs.push(done - started);
      visibleMs.push(performance.now() - done);
    }
    return { publishMs: median(publishMs), visibleElsewhereMs: median(visibleMs), worstVisibleMs: Math.max(...visibleMs) };
  } finally {
    await other.db.close();
    await ground.close();
  }
}
