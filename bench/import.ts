/**
 * A file of rows through the whole import: sent over HTTP, its columns mapped by what was guessed, carried out by the process that answers.
 * Ten columns of mixed types, rules over them, four of them in slots, history and events; beside COPY of the same file into a physical table with
 * the same indexes. `ROWS=n` makes it smaller.
 */
import { once } from "node:events";
import { createReadStream, createWriteStream, openAsBlob, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openDraft, publishDraft, putDraftDocument, type Actor } from "#runtime";
import { layGround, type Ground } from "./ground.ts";
import { startServer } from "./load.ts";

const rows = Number(process.env["ROWS"] ?? 1_000_000);
const port = 4141;
const base = `http://127.0.0.1:${port}/api/v1`;
/** clock ticks of /proc in a second */
const ticks = 100;

export async function measureImport(): Promise<Record<string, unknown>> {
  const ground = await layGround({ min_wal_size: "4GB" });
  const folder = await mkdtemp(join(tmpdir(), "armature-bench-import-"));
  const file = join(folder, "parcels.csv");
  try {
    await writeRows(file);
    await makeObject(ground, "parcel", {});
    await makeObject(ground, "found_parcel", undefined);
    const { size } = await stat(file);
    await workBefore(ground);
    const copy = await measureCopy(ground, file);
    await ground.owner.unsafe("checkpoint");
    const searchOff = await imported(ground, file, "parcel");
    await ground.owner.unsafe("checkpoint");
    const searchOn = await imported(ground, file, "found_parcel");
    return { rows, bytes: size, copy, searchOff, searchOn, ratioToCopy: searchOff.rate / copy.rate };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await ground.close();
  }
}

const statuses = ["new", "packed", "sent", "back"] as const;

async function writeRows(file: string): Promise<void> {
  const out = createWriteStream(file, { highWaterMark: 1024 * 1024 });
  out.write("code,customer,email,status,quantity,weight,price,paid,due,shipped\n");
  for (let n = 0; n < rows; n++) {
    const day = String(1 + (n % 28)).padStart(2, "0");
    const line = `P${String(n).padStart(8, "0")},"Customer, ${(n * 7919) % 50_000}",c${n}@example.com,${statuses[n % 4]},${n % 100},${(n % 9973) / 1000},${((n * 104_729) % 200_000) / 100},${n % 3 === 0 ? "yes" : "no"},2026-03-${day},2026-03-${day} ${String(n % 24).padStart(2, "0")}:30:00\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

const actorOf = ({ tenantId }: Ground): Actor => ({ tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" });

/** `search`: the fields that a search looks into; absent: all that can be. */
async function makeObject(ground: Ground, name: string, search: Record<string, true> | undefined): Promise<void> {
  const fields = {
    code: { type: "text", required: true, indexed: true },
    customer: { type: "text", required: true },
    email: { type: "email", requiredWhen: { var: "paid" } },
    status: {
      type: "select",
      indexed: true,
      config: { options: Object.fromEntries(statuses.map((each, n) => [each, { label: each, order: `a${n}` }])) },
    },
    quantity: { type: "number", config: { min: 0 } },
    weight: { type: "decimal", config: { scale: 3 } },
    price: { type: "money", indexed: true, config: { currency: "CNY" } },
    paid: { type: "boolean" },
    due: { type: "date" },
    shipped: { type: "date_time", indexed: true },
  };
  const document = {
    label: name,
    titleField: "code",
    fields: Object.fromEntries(Object.entries(fields).map(([key, field], n) => [key, { name: key, label: key, order: `a${n}`, ...field }])),
    validations: {
      few: { order: "a0", rule: { "<=": [{ var: "quantity" }, 1_000] }, message: "At most a thousand.", field: "quantity" },
      light: {
        order: "a1",
        rule: { or: [{ "!": { var: "weight" } }, { "<": [{ var: "weight" }, "100"] }] },
        message: "At most 100 kg.",
        field: "weight",
      },
    },
    ...(search === undefined ? {} : { search }),
  };
  const actor = actorOf(ground);
  const draft = await openDraft(ground.platform, actor);
  if (!draft.ok) throw new Error("no draft");
  const put = await putDraftDocument(ground.platform, actor, draft.value.id, "object", name, document);
  if (!put.ok) throw new Error(JSON.stringify(put.problems.slice(0, 3)));
  const published = await publishDraft(ground.platform, actor, draft.value.id);
  if (!published.ok) throw new Error(JSON.stringify(published.problems.slice(0, 3)));
}

interface Measured {
  readonly rate: number;
  readonly seconds: number;
  /** µs of processor time a row */
  readonly postgresMicros: number;
}

/** A database that has been at work has the files of its log, and writes over them; a fresh one would make them first. */
async function workBefore({ owner }: Ground): Promise<void> {
  await owner.unsafe("create table bench_before as select repeat(md5(n::text), 30) as text from generate_series(1, 3000000) n");
  await owner.unsafe("drop table bench_before");
  await owner.unsafe("checkpoint");
}

/** The named baseline: one COPY, by the owner, into columns. */
async function measureCopy({ owner }: Ground, file: string): Promise<Measured> {
  await owner.unsafe(`
    create table bench_parcel (tenant_id uuid not null default '00000000-0000-0000-0000-000000000001', id uuid not null default uuidv7(),
      code text collate "C" not null, customer text not null, email text, status text collate "C", quantity float8, weight numeric, price numeric,
      paid bool, due date, shipped timestamptz, created_at timestamptz not null default now(), primary key (tenant_id, id));
    create index on bench_parcel (tenant_id, code, id); create index on bench_parcel (tenant_id, status, id);
    create index on bench_parcel (tenant_id, price, id); create index on bench_parcel (tenant_id, shipped, id)`);
  const before = await postgresCpu(owner);
  const began = performance.now();
  const into = await owner
    .unsafe(
      "copy bench_parcel (code, customer, email, status, quantity, weight, price, paid, due, shipped) from stdin with (format csv, header)",
    )
    .writable();
  await pipeline(createReadStream(file), into);
  const seconds = (performance.now() - began) / 1_000;
  return { rate: rows / seconds, seconds, postgresMicros: ((await postgresCpu(owner)) - before) / rows };
}

interface Imported extends Measured {
  /** sending the file and looking through it, before the job */
  readonly uploadSeconds: number;
  /** rows a second from the first byte sent until the last row was written */
  readonly wholeRate: number;
  readonly nodeMicros: number;
  readonly uploadNodeMicros: number;
  /** MiB of the process: before, and at most */
  readonly rss: readonly [before: number, peak: number];
  /** seconds from the last row until all of them are found, where they are */
  readonly foundSeconds?: number;
}

async function imported({ url, key, owner }: Ground, file: string, object: string): Promise<Imported> {
  const server = await startServer("bench/server-api.ts", [url, String(port), "works"]);
  const pid = server.pid!;
  try {
    const headers = { authorization: `Bearer ${key}` };
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${base}${path}`, { ...init, headers: { ...headers, ...init.headers } });
      const body = (await answer.json()) as any;
      if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body).slice(0, 500)}`);
      return body;
    };
    const ended = async (path: string, isOver: (body: any) => boolean) => {
      for (;;) {
        const body = await ask(path);
        if (isOver(body)) return body;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const rssBefore = memory(pid, "VmRSS");
    const nodeBefore = cpuOf(pid);
    const began = performance.now();
    const form = new FormData();
    form.append("file", await openAsBlob(file), "parcels.csv");
    const preview = await ask(`/objects/${object}/imports`, { method: "POST", body: form });
    const uploaded = performance.now();
    const nodeUploaded = cpuOf(pid);
    const postgresBefore = await postgresCpu(owner);
    const mapping = Object.fromEntries(preview.columns.map(({ field }: { field: string }, column: number) => [column, field]));
    const started = await ask(`/imports/${preview.id}/start`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mapping, rows: preview.rows }),
    });
    const job = await ended(`/jobs/${started.id}`, ({ finishedAt }) => finishedAt !== undefined);
    const over = performance.now();
    const nodeMicros = (cpuOf(pid) - nodeUploaded) / rows;
    const postgresMicros = ((await postgresCpu(owner)) - postgresBefore) / rows;
    if (job.state !== "succeeded" || job.done !== rows || job.failed !== 0) throw new Error(JSON.stringify(job).slice(0, 500));
    const seconds = (over - uploaded) / 1_000;
    await ended("/jobs?open=1&kind=reindex", ({ data }) => data.length === 0);
    const foundSeconds = (performance.now() - over) / 1_000;
    return {
      rate: rows / seconds,
      seconds,
      uploadSeconds: (uploaded - began) / 1_000,
      wholeRate: rows / ((over - began) / 1_000),
      nodeMicros,
      uploadNodeMicros: (nodeUploaded - nodeBefore) / rows,
      postgresMicros,
      rss: [rssBefore, memory(pid, "VmHWM")],
      foundSeconds,
    };
  } finally {
    const gone = once(server, "exit");
    server.kill();
    await gone;
  }
}

/** MiB */
const memory = (pid: number, what: "VmRSS" | "VmHWM"): number =>
  Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);

/** What stands behind the name of a process: state, parent, … */
const statOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");

/** µs of processor time that a process has used */
const cpuOf = (pid: number): number => {
  const stat = statOf(pid);
  return ((Number(stat[11]) + Number(stat[12])) / ticks) * 1_000_000;
};

/** The same of the server of the database with everything it has started, also what has ended. */
async function postgresCpu(owner: Ground["owner"]): Promise<number> {
  const [row] = await owner.unsafe<{ pid: number }[]>("select pg_backend_pid() as pid");
  const server = Number(statOf(row!.pid)[1]);
  const [, , , , , , , , , , , , , ended, endedIn] = statOf(server);
  let micros = cpuOf(server) + ((Number(ended) + Number(endedIn)) / ticks) * 1_000_000;
  for (const name of readdirSync("/proc")) {
    try {
      if (/^\d+$/.test(name) && Number(statOf(Number(name))[1]) === server) micros += cpuOf(Number(name));
    } catch {
      // it has ended meanwhile
    }
  }
  return micros;
}
