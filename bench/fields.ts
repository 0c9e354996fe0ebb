/**
 * An object of 500 fields beside one of 20, in the same tenant: a list of 50 records with 20 of their fields, over HTTP.
 * 40 of the 500 are filled; once more with all of them.
 */
import { createRecords, openDraft, publishDraft, putDraftDocument, type Actor } from "#runtime";
import { layGround, type Ground } from "./ground.ts";
import { compare, startServer } from "./load.ts";

const records = 5_000;
const types = ["text", "number", "date", "boolean"] as const;
const nameOf = (n: number): string => `f${String(n).padStart(3, "0")}`;

export async function measureFields(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  try {
    await makeObject(ground, "narrow", 20);
    await makeObject(ground, "wide", 500);
    await makeObject(ground, "full", 500);
    await fill(ground, "narrow", 20);
    await fill(ground, "wide", 40);
    await fill(ground, "full", 500);
    await ground.owner.unsafe("vacuum analyze records");
    const server = await startServer("bench/server-api.ts", [ground.url, "4131"]);
    try {
      const headers = { authorization: `Bearer ${ground.key}` };
      const asked = Array.from({ length: 20 }, (_, n) => nameOf(n)).join(",");
      const filter = encodeURIComponent(JSON.stringify({ ">=": [{ var: nameOf(1) }, 10] }));
      const seen = await compare(
        ["narrow", "wide", "full"].map((object) => ({
          name: object,
          url: "http://127.0.0.1:4131",
          headers,
          paths: [`/api/v1/objects/${object}/records?fields=${asked}&filter=${filter}&sort=${nameOf(0)}&limit=50`],
        })),
        3,
        4,
      );
      return { ...seen, wideRatio: seen["narrow"]!.rate / seen["wide"]!.rate, fullRatio: seen["narrow"]!.rate / seen["full"]!.rate };
    } finally {
      server.kill();
    }
  } finally {
    await ground.close();
  }
}

const actorOf = ({ tenantId }: Ground): Actor => ({ tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" });

/** The first twelve fields are indexed, as far as there are slots. */
async function makeObject(ground: Ground, name: string, count: number): Promise<void> {
  const fields = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      nameOf(n),
      { name: nameOf(n), label: `Field ${n}`, type: types[n % types.length], order: `a${nameOf(n)}`, ...(n < 12 ? { indexed: true } : {}) },
    ]),
  );
  const actor = actorOf(ground);
  const draft = await openDraft(ground.platform, actor);
  if (!draft.ok) throw new Error("no draft");
  const put = await putDraftDocument(ground.platform, actor, draft.value.id, "object", name, { label: name, fields });
  if (!put.ok) throw new Error(JSON.stringify(put.problems.slice(0, 3)));
  const published = await publishDraft(ground.platform, actor, draft.value.id);
  if (!published.ok) throw new Error(JSON.stringify(published.problems.slice(0, 3)));
}

async function fill(ground: Ground, object: string, count: number): Promise<void> {
  const valueOf = (n: number, m: number) => [`value ${(m * 7919) % 10_000}`, (m * 31) % 1_000, "2026-03-19", m % 2 === 0][n % types.length];
  for (let first = 0; first < records; first += 250) {
    const made = await createRecords(
      ground.platform,
      actorOf(ground),
      object,
      Array.from({ length: 250 }, (_, i) =>
        Object.fromEntries(Array.from({ length: count }, (__, n) => [nameOf(n), valueOf(n, first + i)])),
      ),
    );
    if (!made.ok) throw new Error(JSON.stringify(made.problems.slice(0, 3)));
  }
}
