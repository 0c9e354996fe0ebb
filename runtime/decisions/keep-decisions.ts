import type { Statement, Tx } from "#db";
import { compareText } from "#metadata";
import { Slices, type Decision } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { concealerOf, tokenKey, type Concealer } from "./personal.ts";
import type { TableVersion } from "./version.ts";

/** A decision for the log. */
export interface KeptDecision {
  /** a UUID that begins with the moment, version 7 */
  readonly id: string;
  /** the one object that stands for this version in this process and tenant */
  readonly version: TableVersion;
  readonly revision: number;
  /** "candidate" when a canary answered */
  readonly variant?: string | undefined;
  /** the instant at which rows had to hold */
  readonly at: string;
  /** as they were asked; what is personal is concealed before it is kept */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly decided: Pick<Decision, "outputs" | "hits" | "split" | "fallback">;
}

/** $1 tenant, $2 rows as one JSON array in a text */
const insertDecisions = `insert into decision (tenant_id, id, table_id, revision, version, variant, at, facts, outputs, hits, arm, fallback, empty, by)
select $1::uuid, x.id, x.table_id, x.revision, x.version, x.variant, x.at, x.facts, x.outputs, x.hits, x.arm, x.fallback, x.empty, x.by
from jsonb_to_recordset($2::text::jsonb) as x(id uuid, table_id text, revision int, version text, variant text, at timestamptz, facts jsonb,
  outputs jsonb, hits text[], arm text, fallback bool, empty bool, by text)`;
const insertVersion = `insert into table_version (tenant_id, table_id, hash, document, needs)
values ($1::uuid, $2::text, $3::text, $4::jsonb, $5::jsonb) on conflict do nothing`;
const hasVersion = "select from table_version where tenant_id = $1::uuid and table_id = $2::text and hash = $3::text";

type Keeper = Pick<Actor, "tenantId" | "by">;

/** Rows of one statement. */
const chunk = 1_000;

/** What one tenant's log knows of a version. Tenants that stand on the same package share the version, and nothing of this. */
interface Keeping {
  /** the database is known to have it */
  has: boolean;
  conceal?: Concealer;
  /** one object, so that those who write it at the same moment write it once */
  statement?: { readonly text: string; readonly params: readonly unknown[]; readonly key: string };
}
const keepings = new WeakMap<TableVersion, Map<string, Keeping>>();

function keepingOf(version: TableVersion, tenantId: string): Keeping {
  let byTenant = keepings.get(version);
  if (byTenant === undefined) keepings.set(version, (byTenant = new Map()));
  let keeping = byTenant.get(tenantId);
  if (keeping === undefined) byTenant.set(tenantId, (keeping = { has: false }));
  return keeping;
}

/**
 * Keeps decisions of one tenant, and the versions they were made by; when it is over, they are kept. One alone is kept together with those
 * of everybody else who decides at the same moment; many are written down in slices.
 */
export async function keepDecisions(
  { db, secret }: Pick<Platform, "db" | "secret">,
  actor: Keeper,
  entries: readonly KeptDecision[],
  slices: Slices = new Slices(),
): Promise<void> {
  if (entries.length === 0) return;
  const [first] = entries;
  if (entries.length === 1) {
    const row = textOf(first!, secret, actor);
    const keeping = keepingOf(first!.version, actor.tenantId);
    if (keeping.has) return db.gather(actor.tenantId, { text: insertDecisions, row });
    await db.gather(actor.tenantId, { text: insertDecisions, row, before: [versionStatement(actor.tenantId, first!.version)] });
    keeping.has = true;
    return;
  }
  const versions = versionsOf(entries).filter((each) => !keepingOf(each, actor.tenantId).has);
  const statements: Statement[] = versions.map((version) => versionStatement(actor.tenantId, version));
  const rows: string[] = [];
  await slices.run(() => {
    if (rows.length < entries.length) rows.push(textOf(entries[rows.length]!, secret, actor));
    return rows.length < entries.length;
  });
  for (let from = 0; from < rows.length; from += chunk) statements.push(decisionsStatement(actor, rows.slice(from, from + chunk)));
  await db.batch(actor.tenantId, statements, { class: "batch" });
  for (const version of versions) keepingOf(version, actor.tenantId).has = true;
}

/** The same inside an open transaction, which may yet be undone. */
export async function keepDecisionsWithin(tx: Tx, secret: string, actor: Keeper, entries: readonly KeptDecision[]): Promise<void> {
  for (const version of versionsOf(entries)) {
    if (keepingOf(version, actor.tenantId).has) continue;
    const [found] = await tx.query(hasVersion, [actor.tenantId, version.document.id, version.hash]);
    const { text, params } = versionStatement(actor.tenantId, version);
    if (found === undefined) await tx.query(text, params);
  }
  const rows = entries.map((entry) => textOf(entry, secret, actor));
  const { text, params } = decisionsStatement(actor, rows);
  await tx.query(text, params);
}

/** By hash: whoever else keeps the same locks them in the same order. */
const versionsOf = (entries: readonly KeptDecision[]): TableVersion[] =>
  [...new Set(entries.map(({ version }) => version))].sort((a, b) => compareText(a.hash, b.hash));

function versionStatement(tenantId: string, version: TableVersion): NonNullable<Keeping["statement"]> {
  const { hash, document, needs } = version;
  return (keepingOf(version, tenantId).statement ??= {
    text: insertVersion,
    params: [tenantId, document.id, hash, document, needs],
    key: hash,
  });
}

const decisionsStatement = ({ tenantId }: Keeper, rows: readonly string[]): Statement => ({
  text: insertDecisions,
  params: [tenantId, `[${rows.join(",")}]`],
});

function textOf({ id, version, revision, variant, at, facts, decided }: KeptDecision, secret: string, { tenantId, by }: Keeper): string {
  const conceal = concealerFor(version, secret, tenantId);
  return JSON.stringify({
    id,
    table_id: version.document.id,
    revision,
    version: version.hash,
    variant: variant ?? null,
    at,
    facts: conceal.facts(facts, decided.split?.bucket),
    outputs: conceal.outputs(decided.outputs),
    hits: decided.hits,
    arm: decided.split?.arm ?? null,
    fallback: decided.fallback === true,
    empty: decided.outputs.length === 0,
    by,
  });
}

/** What conceals the personal facts of a version in one tenant's log, made once. */
export const concealerFor = (version: TableVersion, secret: string, tenantId: string): Concealer =>
  (keepingOf(version, tenantId).conceal ??= concealerOf(version.document, tokenKey(secret, tenantId)));
