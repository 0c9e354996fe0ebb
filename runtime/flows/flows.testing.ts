import { createLanguage, registry, type Document, type FlowDocument, type Language } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { openDatabase, type Database } from "#db";
import { pino } from "pino";
import type { Actor } from "../actor.ts";
import { createEffectives } from "../effective/effectives.ts";
import { installPackage } from "../packages/install-package.ts";
import { registerPackage } from "../packages/register-package.ts";
import type { Platform } from "../platform.ts";
import { createSlowBook } from "../slots/slow-book.ts";
import { steps } from "../steps/definitions.ts";
import { createWorker, type Worker, type WorkerOptions } from "./worker.ts";

export const language: Language = createLanguage({ fields, operators, components: registry([]), steps });

/** A platform without a door: what flows need, on a database that is there. */
export function standOn(db: Database, secret: string, options?: WorkerOptions): { platform: Platform; worker: Worker } {
  const log = pino({ level: process.env["LOG"] ?? "silent" });
  const effectives = createEffectives(db, language);
  const parts = { db, language, secret, effectives, log, slowBook: createSlowBook({ db, log }) };
  const worker = createWorker(parts as unknown as Platform, options);
  return { platform: { ...parts, wake: worker.wake } as unknown as Platform, worker };
}

/** The same in another process, by address. */
export const standAt = async (url: string, secret: string, options?: WorkerOptions) =>
  standOn(await openDatabase({ url, secret, lanes: 4 }), secret, options);

let version = 0;

/** Gives a tenant these documents, by the ordinary installer. */
export async function install(platform: Platform, tenantId: string, documents: readonly Document[]): Promise<void> {
  const pkg = { name: "tested", version: `1.0.${version++}` };
  const registered = await registerPackage(platform, { manifest: { ...pkg, label: "Tested" }, documents, seed: {} });
  if (!registered.ok) throw new Error(JSON.stringify(registered.problems, null, 1));
  const installed = await installPackage(platform, tenantId, pkg);
  if (!installed.ok) throw new Error(JSON.stringify(installed.problems, null, 1));
  platform.effectives.drop(tenantId);
}

export const operator = (tenantId: string): Actor => ({
  tenantId,
  userId: null,
  by: "user:operator",
  roles: [],
  locale: "en",
  unrestricted: true,
});

export const flow = (name: string, steps: FlowDocument["steps"], rest: Partial<FlowDocument> = {}): FlowDocument => ({
  kind: "flow",
  id: name,
  name,
  label: name,
  steps,
  ...rest,
});

/** Waits for something to become so; the database is asked, nothing is timed. @throws when it does not within 20 s */
export async function until<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
  const end = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`in 20 s: not ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
