import { pino } from "pino";
import { openDatabase, type Database } from "#db";
import type { Document, Json } from "#metadata";
import type { Actor } from "../actor.ts";
import { createEffectives } from "../effective/effectives.ts";
import { usualFileLimits } from "../files/limits.ts";
import { install, language } from "../flows/flows.testing.ts";
import { createStandings } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { createSlowBook } from "../slots/slow-book.ts";
import type { Job } from "./job.ts";
import { getJob } from "./jobs.ts";
import { createJobRunner, type JobRunner, type JobRunnerOptions } from "./run-jobs.ts";
import { startJob } from "./start-job.ts";

/** A platform without a door that carries out jobs, on a database that is there. */
export function standOn(
  db: Database,
  secret: string,
  options?: JobRunnerOptions,
  rest: Partial<Platform> = {},
): { platform: Platform; runner: JobRunner } {
  const log = pino({ level: process.env["LOG"] ?? "silent" });
  const effectives = createEffectives(db, language);
  const [slowBook, standings] = [createSlowBook({ db, log }), createStandings(db)];
  const tellProblem: Platform["tellProblem"] = ({ message }) => message;
  const parts = { db, language, secret, effectives, log, slowBook, standings, tellProblem, fileLimits: usualFileLimits, ...rest };
  const platform = { ...parts, wake: () => runner.wake() } as unknown as Platform;
  const runner = createJobRunner(platform, options);
  return { platform, runner };
}

/** The same in another process, by address. */
export const standAt = async (url: string, secret: string, options?: JobRunnerOptions, rest?: Partial<Platform>) =>
  standOn(await openDatabase({ url, secret, lanes: 5 }), secret, options, rest);

export { install };

/** Somebody with an account, member of the tenant with these roles. */
export async function member(db: Database, tenantId: string, ...roles: string[]): Promise<Actor> {
  const userId = crypto.randomUUID();
  await db.auth.query(`insert into auth."user" (id, name, email) values ($1, $2, $3)`, [userId, "Somebody", `${userId}@example.com`]);
  await db.auth.query(`insert into auth.membership (tenant_id, user_id, roles) values ($1, $2, $3)`, [tenantId, userId, roles]);
  return { tenantId, userId, by: `user:${userId}`, roles, locale: "en" };
}

export async function begin(platform: Platform, actor: Actor, kind: string, input: Json): Promise<Job> {
  const started = await startJob(platform, actor, kind, input);
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.value;
}

/** Waits for a job to end. @throws when it does not within 60 s */
export async function ended(platform: Platform, actor: Actor, id: string): Promise<Job> {
  for (const end = Date.now() + 60_000; ;) {
    const job = await getJob(platform, actor, id);
    if (job.ok && job.value.finishedAt !== undefined) return job.value;
    if (Date.now() > end) throw new Error(`in 60 s not ended: ${JSON.stringify(job)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Objects that jobs are tried on: a thing has a name, a number, a choice and refers to a group; a group has a unique code. */
export const things = [
  {
    kind: "object",
    id: "group",
    name: "group",
    label: "Group",
    titleField: "code",
    fields: { code: { name: "code", label: "Code", type: "text", unique: true, order: "a0" } },
  },
  {
    kind: "object",
    id: "thing",
    name: "thing",
    label: "Thing",
    titleField: "name",
    fields: {
      name: { name: "name", label: "Name", type: "text", unique: true, required: true, order: "a0" },
      size: { name: "size", label: "Size", type: "number", indexed: true, config: { min: 0 }, order: "a1" },
      state: {
        name: "state",
        label: { en: "State", zh: "状态" },
        type: "select",
        order: "a2",
        config: {
          options: { open: { label: { en: "Open", zh: "打开" }, order: "a0" }, shut: { label: { en: "Shut", zh: "关闭" }, order: "a1" } },
        },
      },
      group: { name: "group", label: "Group", type: "reference", config: { object: "group" }, order: "a3" },
      secret: { name: "secret", label: "Secret", type: "text", order: "a4" },
      price: { name: "price", label: "Price", type: "money", config: { currency: "CNY" }, order: "a5" },
      due: { name: "due", label: "Due", type: "date", order: "a6" },
      at: { name: "at", label: "At", type: "date_time", order: "a7" },
      ok: { name: "ok", label: "OK", type: "boolean", order: "a8" },
      kinds: {
        name: "kinds",
        label: "Kinds",
        type: "multi_select",
        order: "a9",
        config: { options: { red: { label: "Red", order: "a0" }, blue: { label: "Blue", order: "a1" } } },
      },
      rate: { name: "rate", label: "Rate", type: "decimal", config: { scale: 3 }, order: "b0" },
      no: { name: "no", label: "No", type: "auto_number", order: "b1" },
    },
  },
  {
    kind: "role",
    id: "all",
    name: "all",
    label: "All",
    objects: {
      thing: { read: true, create: true, update: true, delete: true, export: true },
      group: { read: true, create: true, update: true, delete: true, export: true },
    },
  },
  {
    kind: "role",
    id: "some",
    name: "some",
    label: "Some",
    objects: {
      thing: { read: true, export: true, hidden: { secret: true }, rows: { ">": [{ var: "size" }, 3] } },
    },
  },
  { kind: "role", id: "operates", name: "operates", label: "Operates", capabilities: { operate: true } },
  { kind: "role", id: "looks", name: "looks", label: "Looks", objects: { thing: { read: true } } },
] as unknown as Document[];
