import { pino } from "pino";
import { codeOf, type Database } from "#db";
import type { TestDatabase } from "#db/testing";
import { createLanguage, layerOf, registry, type Document, type Field, type Json, type ObjectDocument, type RoleDocument } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { steps } from "#runtime/steps/definitions";
import type { Actor } from "../actor.ts";
import { createKeptVersions } from "../decisions/kept-versions.ts";
import { assignSlots, slotsByObject } from "../drafts/assign-slots.ts";
import { buildEffective } from "../effective/build-effective.ts";
import type { Effective } from "../effective/effective.ts";
import { usualFileLimits } from "../files/limits.ts";
import { createStandings } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { createSlowBook } from "../slots/slow-book.ts";

/* A tenant made by hand, for tests: documents in, Effective and platform out. The language and the layers are the real ones. */

export const language = createLanguage({ fields, operators, components: registry([]), steps });

type FieldSpec = Partial<Field> & { readonly type: string };

/** An object whose field ids differ from its names, so that a mix-up shows. */
export function objectOf(name: string, specs: Readonly<Record<string, FieldSpec>>, extra: Partial<ObjectDocument> = {}): ObjectDocument {
  const names = Object.keys(specs);
  return {
    kind: "object",
    id: `o_${name}`,
    name,
    label: name,
    fields: Object.fromEntries(
      names.map((field, index) => [
        `f_${field}`,
        { name: field, label: field, order: `a${String.fromCharCode(65 + index)}`, ...specs[field]! } as Field,
      ]),
    ),
    ...extra,
  };
}

export const roleOf = (name: string, objects: RoleDocument["objects"], capabilities?: RoleDocument["capabilities"]): RoleDocument => ({
  kind: "role",
  id: name,
  name,
  label: name,
  ...(objects === undefined ? {} : { objects }),
  ...(capabilities === undefined ? {} : { capabilities }),
});

export function effectiveOf(tenantId: string, documents: readonly Document[]): Effective {
  const objects = documents.filter((each) => each.kind === "object");
  const slots = slotsByObject(assignSlots({ language, current: [], before: [], after: objects, mayHold: () => false }));
  return buildEffective({
    tenantId,
    revision: 1,
    language,
    packages: [layerOf("package:test@1.0.0", documents)],
    tenant: new Map(),
    slots,
  });
}

/** A platform that has one tenant's documents and nothing else. */
export function platformOf(database: TestDatabase, effective: Effective): Platform {
  const log = pino({ level: "silent" });
  return {
    db: database.db,
    language,
    secret: "a secret of the tests",
    effectives: { get: async () => effective, drop: () => undefined } as unknown as Platform["effectives"],
    identity: undefined as never,
    rollouts: undefined as never,
    standings: createStandings(database.db),
    keptVersions: createKeptVersions({ db: database.db, language }),
    log,
    wake: () => undefined,
    slowBook: createSlowBook({ db: database.db, log }),
    readiness: undefined as never,
    files: undefined as never,
    fileLimits: usualFileLimits,
    smaller: undefined as never,
    tellProblem: ({ message }) => message,
    safeFetch: undefined as never,
    outgoingAllow: [],
  };
}

export const actorOf = (tenantId: string, roles: readonly string[] = ["implementer"], more: Partial<Actor> = {}): Actor => ({
  tenantId,
  userId: "u1",
  by: "user:u1",
  roles,
  locale: "en",
  ...more,
});

/** Writes a record as it is, past every rule: what an older shape of an object may have left behind. */
export async function plant(
  database: TestDatabase,
  tenantId: string,
  objectId: string,
  id: string,
  data: Json,
  slots: Readonly<Record<string, Json>> = {},
): Promise<void> {
  const names = Object.keys(slots);
  await database.db.batch(tenantId, [
    {
      text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by${names.map((name) => `, ${name}`).join("")})
             select $1::uuid, $2::text, $3::uuid, $4::text::jsonb, 'test', 'test'${names.map((name) => `, x.${name}`).join("")}
             from jsonb_populate_record(null::records, $5::jsonb) as x`,
      params: [tenantId, objectId, id, JSON.stringify(data), slots],
    },
  ]);
}

/**
 * A database whose writers wait for their turn, and for each other, as long as it takes: for tests of many at once on a machine that has other
 * things to do. `met`: told of every transaction that the database broke, by SQLSTATE.
 */
export function patiently(db: Database, { turns = 6, met }: { turns?: number; met?: (code: string) => void } = {}): Database {
  let free = turns;
  const waiting: (() => void)[] = [];
  return {
    ...db,
    async transaction(tenantId, work, options) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await db.transaction(tenantId, async (tx) => (await tx.query("set local lock_timeout = '50s'"), work(tx)), {
          ...options,
          class: "platform",
          deadlineMs: 60_000,
          statementMs: 60_000,
        });
      } catch (error) {
        const code = codeOf(error);
        if (code !== undefined) met?.(code);
        throw error;
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
