/** The engine beside bare commits on the same database: how much of what the disk allows a flow gets. */
import { createWorker, materialiseTokens, answerCallback, installPackage, registerPackage, startFlow, type Actor } from "#runtime";
import type { Document, FlowDocument } from "#metadata";
import { layGround, median } from "./ground.ts";
import { secret } from "./secret.ts";

const flow = (name: string, steps: FlowDocument["steps"]): Document => ({ kind: "flow", id: name, name, label: name, steps });
const passes = (count: number): FlowDocument["steps"] =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`s${n}`, { type: "pass", name: `s${n}`, order: `a${n}`, output: { n: { var: "input.n" } } }]),
  );
const documents: Document[] = [
  flow("three", passes(3)),
  flow("four", passes(4)),
  flow("eight", passes(8)),
  flow("answers", {
    ask: { type: "callback", name: "ask", order: "a0", config: { topic: "bench" }, input: { token: { var: "context.task.token" } } },
  }),
];

export async function measureFlows(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  const { platform, tenantId, db } = ground;
  const actor: Actor = { tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en", unrestricted: true };
  try {
    const pkg = { name: "bench", version: "1.0.0" };
    for (const done of [
      await registerPackage(platform, { manifest: { ...pkg, label: "Bench" }, documents, seed: {} }),
      await installPackage(platform, tenantId, pkg),
    ]) {
      if (!done.ok) throw new Error(JSON.stringify(done.problems));
    }
    platform.effectives.drop(tenantId);
    const start = async (name: string) => {
      const started = await startFlow({ ...platform, wake: () => worker.wake() }, actor, name, { n: 1 });
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      return started.value.id;
    };
    const running = async () => {
      const [rows] = await db.batch(tenantId, [
        { text: "select count(*)::int as n from run where tenant_id = $1 and status = 'running'", params: [tenantId] },
      ]);
      return Number(rows![0]!["n"]);
    };
    const drained = async () => {
      while ((await running()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    /** ms from a full queue to an empty one */
    const drain = async (name: string, count: number, options: { inline?: number }): Promise<number> => {
      await worker.stop();
      for (let from = 0; from < count; from += 20) await Promise.all(Array.from({ length: Math.min(20, count - from) }, () => start(name)));
      worker = createWorker(platform, { concurrency: 5, ...options });
      const begun = performance.now();
      await worker.start();
      await drained();
      return performance.now() - begun;
    };
    let worker = createWorker(platform, { concurrency: 5 });
    await worker.start();

    await ground.owner.unsafe("create table bench_commit (tenant_id uuid, n int, body jsonb); grant insert on bench_commit to app_rt");
    const commits: number[] = [];
    const stepped: number[] = [];
    const inline: number[] = [];
    await drain("four", 40, { inline: 1 });
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      const each = async () => {
        for (let n = 0; n < 100; n++)
          await db.batch(tenantId, [{ text: "insert into bench_commit values ($1, $2, $3)", params: [tenantId, n, { a: 1 }] }]);
      };
      await Promise.all(Array.from({ length: 5 }, each));
      commits.push(500_000 / (performance.now() - begun));
      stepped.push((150 * 4 * 1_000) / (await drain("four", 150, { inline: 1 })));
      inline.push((150 * 8 * 1_000) / (await drain("eight", 150, {})));
    }

    const latency: number[] = [];
    for (let n = 0; n < 60; n++) {
      const begun = performance.now();
      await start("three");
      while ((await running()) > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      latency.push(performance.now() - begun);
    }

    const answering: number[] = [];
    for (let n = 0; n < 60; n++) {
      const id = await start("answers");
      let message: { token: string } | undefined;
      while (message === undefined) {
        message = await db.transaction(tenantId, async (tx) => {
          const [row] = await tx.query<{ body: { message: unknown } }>(
            "select o.body from outbox o join callback c on c.tenant_id = o.tenant_id and c.work_id::text = o.body->>'key' where c.tenant_id = $1 and c.run_id = $2",
            [tenantId, id],
          );
          return row && ((await materialiseTokens(tx, secret, tenantId, row.body.message)) as { token: string });
        });
      }
      const begun = performance.now();
      await answerCallback(platform, message.token, { output: { n } });
      answering.push(performance.now() - begun);
    }
    await worker.stop();
    const round = (value: number) => Math.round(value * 10) / 10;
    return {
      bareCommitsPerSecond: round(median(commits)),
      stepsPerSecondOneCommitEach: round(median(stepped)),
      ratio: Math.round((100 * median(stepped)) / median(commits)) / 100,
      stepsPerSecondInline: round(median(inline)),
      threeStepsStartToEndMs: round(median(latency)),
      answerToNextStepMs: round(median(answering)),
    };
  } finally {
    await ground.close();
  }
}
