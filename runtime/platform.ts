import type { Logger } from "pino";
import type { Database } from "#db";
import type { Language, Locale, ObjectDocument, Problem, TableDocument } from "#metadata";
import { createKeptVersions, type KeptVersions } from "./decisions/kept-versions.ts";
import { createHeldTables } from "./decisions/held-tables.ts";
import { createBackfill, type Backfill } from "./drafts/backfill.ts";
import { createEffectives, type Effectives } from "./effective/effectives.ts";
import { usualFileLimits, type FileLimits } from "./files/limits.ts";
import { createSmaller, type Smaller } from "./files/smaller.ts";
import type { FileStore } from "./files/store.ts";
import { createWorker, type Worker } from "./flows/worker.ts";
import { createJobRunner, type JobRunner } from "./jobs/run-jobs.ts";
import { createIdentity, type Identity } from "./identity/identity.ts";
import { createSlowBook, type SlowBook } from "./slots/slow-book.ts";
import { createStandings, type Standings } from "./permissions/standing.ts";
import { createLog } from "./log.ts";
import { createReadiness, type Readiness } from "./readiness.ts";
import { createActivator, type Activator } from "./rollouts/activator.ts";
import { createRollouts, type Rollouts } from "./rollouts/running.ts";
import type { Allowed } from "./safe-fetch/address.ts";
import { createSafeFetch, type SafeFetch } from "./safe-fetch/safe-fetch.ts";
import { createSender, type Sender } from "./webhooks/sender.ts";
import { createWakeUp } from "./work/wake.ts";
import { createTelling } from "./webhooks/tell.ts";

/** Everything with state that a process has, composed once and handed to whoever needs it. Nothing of it lives in a module variable. */
export interface Platform {
  readonly db: Database;
  readonly language: Language;
  /** signs order links and tokens; never logged */
  readonly secret: string;
  readonly effectives: Effectives;
  /** counts and judges what is tried beside published decision tables */
  readonly rollouts: Rollouts;
  readonly identity: Identity;
  /** where people stand among the others: teams, and who is above whom */
  readonly standings: Standings;
  /** versions of decision tables that the log cites */
  readonly keptVersions: KeptVersions;
  /** where the bytes of files lie */
  readonly files: FileStore;
  readonly fileLimits: FileLimits;
  /** smaller copies of images */
  readonly smaller: Smaller;
  /** a problem in the reader's language, for what people are given to read outside of a screen */
  readonly tellProblem: TellProblem;
  readonly log: Logger;
  /** there is new work: pokes this process's worker, or tells those of other processes */
  readonly wake: () => void;
  /** a tenant's outbox holds something new: to be said after the commit; absent = nobody listens */
  readonly told?: (tenantId: string) => void;
  /** the one way out to addresses that somebody named */
  readonly safeFetch: SafeFetch & { readonly close: () => Promise<void> };
  /** networks it may reach although they are not public */
  readonly outgoingAllow: Allowed;
  /** writes down which reads had to look through records */
  readonly slowBook: SlowBook;
  /** whether it can do its work now */
  readonly readiness: Readiness;
  readonly worker?: Worker;
  /** fills index slots behind publishes, where a worker runs */
  readonly backfill?: Backfill;
  /** carries out long work on many records, where a worker runs */
  readonly jobs?: JobRunner;
  /** sends events to webhooks, where a worker runs */
  readonly sender?: Sender;
  /** publishes drafts at their instants, where a worker runs */
  readonly activator?: Activator;
}

/** Says a problem in a language; objects and tables, by name, are called by their labels. */
export type TellProblem = (
  problem: Problem,
  locale: Locale,
  documents: { readonly object: Readonly<Record<string, ObjectDocument>>; readonly table: Readonly<Record<string, TableDocument>> },
) => string;

export interface PlatformOptions {
  readonly db: Database;
  readonly language: Language;
  readonly secret: string;
  /** where people reach the platform, without a tenant: "http://localhost:3000" */
  readonly baseUrl: string;
  /** where the bytes of files lie */
  readonly files: FileStore;
  /** absent = 50 MiB a file, 5 GiB a tenant */
  readonly fileLimits?: FileLimits;
  /** words of problems; absent = their own messages, in English */
  readonly tellProblem?: TellProblem;
  /** most bytes of compiled decision tables; absent = 256 MiB */
  readonly tableBytes?: number;
  /** networks that outgoing requests may reach although they are not public; absent = none */
  readonly outgoingAllow?: Allowed;
  /** whether this process also carries out work; absent = it does not */
  readonly works?: boolean;
  /** hash of the migration that the database must have to be ready; absent = any will do */
  readonly migration?: string;
  readonly log?: Logger;
}

/** Composes the platform. Nothing runs yet: `startPlatform` does. */
export function createPlatform(options: PlatformOptions): Platform {
  const { db, language, secret, baseUrl } = options;
  const log = options.log ?? createLog("info");
  let worker: Worker | undefined;
  const tellWorkers = createWakeUp(db);
  let backfill: Backfill | undefined;
  let jobs: JobRunner | undefined;
  let sender: Sender | undefined;
  let activator: Activator | undefined;
  const outgoingAllow = options.outgoingAllow ?? [];
  const rollouts = createRollouts({
    db,
    log,
    secret,
    ended: (tenantId) => {
      platform.effectives.drop(tenantId);
      platform.told?.(tenantId);
    },
  });
  const fileLimits = options.fileLimits ?? usualFileLimits;
  const platform: Platform = {
    db,
    language,
    secret,
    effectives: createEffectives(db, language, { rollouts, tables: createHeldTables({ mostBytes: options.tableBytes }) }),
    rollouts,
    identity: createIdentity({ db, secret, baseUrl, log }),
    standings: createStandings(db),
    keptVersions: createKeptVersions({ db, language }),
    files: options.files,
    fileLimits,
    tellProblem: options.tellProblem ?? (({ message }) => message),
    smaller: createSmaller({ db, files: options.files, fileLimits, log }),
    log,
    safeFetch: createSafeFetch(outgoingAllow),
    outgoingAllow,
    told: createTelling(db, log, () => platform.wake()),
    wake: () => {
      if (worker === undefined) tellWorkers();
      else worker.wake();
      backfill?.wake();
      jobs?.wake();
      sender?.wake();
      activator?.wake();
    },
    slowBook: createSlowBook({ db, log }),
    readiness: createReadiness({ db, migration: options.migration, worker: () => worker }),
    get worker() {
      return worker;
    },
    get backfill() {
      return backfill;
    },
    get jobs() {
      return jobs;
    },
    get sender() {
      return sender;
    },
    get activator() {
      return activator;
    },
  } as Platform;
  if (options.works === true) {
    worker = createWorker(platform);
    backfill = createBackfill(platform);
    jobs = createJobRunner(platform);
    sender = createSender(platform);
    activator = createActivator(platform);
  }
  return platform;
}

/** Listens for publishes and revocations, then starts the worker. */
export async function startPlatform(platform: Platform): Promise<void> {
  await Promise.all([platform.effectives.start(), platform.identity.start(), platform.standings.start()]);
  platform.slowBook.start();
  platform.rollouts.start();
  await platform.backfill?.start();
  await platform.jobs?.start();
  await platform.sender?.start();
  await platform.activator?.start();
  await platform.worker?.start();
}

/** The worker gives its leases back, the listeners go. The database is closed by whoever opened it. */
export async function stopPlatform(platform: Platform): Promise<void> {
  await Promise.all([
    platform.worker?.stop(),
    platform.backfill?.stop(),
    platform.jobs?.stop(),
    platform.sender?.stop(),
    platform.activator?.stop(),
  ]);
  await platform.safeFetch.close();
  await platform.slowBook.stop();
  await platform.rollouts.stop();
  await Promise.all([platform.effectives.stop(), platform.identity.stop(), platform.standings.stop()]);
}

const key = Symbol.for("armature.platform");

/**
 * The platform of this process. Pages are bundled apart from the server and have their own copy of every module, so it is
 * found on globalThis and nowhere else.
 * @throws in a process that composed none.
 */
export function processPlatform(): Platform {
  const found = (globalThis as { [key]?: Platform })[key];
  if (found === undefined) throw new Error("This process has no platform: start it with server.ts (npm start, npm run dev).");
  return found;
}

/** Makes a platform that of this process; undefined: it has none any more. */
export function setProcessPlatform(platform: Platform | undefined): void {
  const place = globalThis as { [key]?: Platform };
  if (platform === undefined) delete place[key];
  else place[key] = platform;
}
