import { createHash } from "node:crypto";
import type { Database } from "#db";
import { canonicalJson, kindAndId, layerOf, type Document, type DocumentKey, type Json, type Layer, type Patch } from "#metadata";
import type { Manifest, Package } from "../packages/package.ts";
import type { KeptRollout } from "../rollouts/rollout.ts";
import { freezeDeep } from "../freeze-deep.ts";
import type { Effective, Slot } from "./effective.ts";

export interface PackageName {
  readonly name: string;
  readonly version: string;
}

/** A tenant's own part of a revision. */
export interface TenantState {
  /** 0: nothing was ever published */
  readonly revision: number;
  /** changes whenever anything about the active revision does, its slots included */
  readonly stamp: string;
  readonly packages: readonly PackageName[];
  readonly patches: ReadonlyMap<DocumentKey, Patch>;
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, Slot>>;
  /** what open jobs convert */
  readonly conversions: Effective["conversions"];
  /** that run now, whatever the revision */
  readonly rollouts: readonly KeptRollout[];
  /** equal for tenants that stand on the same packages with the same patches and slots */
  readonly likeness: string;
}

/** An immutable version of a package, as everybody shares it. */
export interface Release extends PackageName {
  readonly layer: Layer;
  readonly manifest: Manifest & { readonly seed: Package["seed"] };
  /** "{kind}/{name}" or "{kind}/{name}/{pointer}" that tenants may not change */
  readonly locked: readonly string[];
}

/** Everything of a revision in one statement, hence of one moment. */
const materialOf = (which: string) => `
  select r.n, coalesce(a.changed_at::text, '') as stamp, r.packages, r.documents as hashes,
    (select coalesce(jsonb_object_agg(d.key, p.body), '{}') from jsonb_each_text(r.documents) d
       join document_patch p on p.tenant_id = r.tenant_id and p.hash = d.value) as patches,
    (select coalesce(jsonb_agg(jsonb_build_array(s.object_id, s.field_id, s.slot, s.state) order by s.object_id, s.slot), '[]') from field_slot s
       where s.tenant_id = r.tenant_id and s.state in ('filling', 'ready')) as slots,
    (select coalesce(jsonb_agg(c || jsonb_build_object('locale', j.input ->> 'locale')), '[]') from job j, jsonb_array_elements(j.input -> 'conversions') c
       where j.tenant_id = r.tenant_id and j.kind = 'retype' and j.state in ('waiting', 'running')) as conversions,
    (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'tableId', o.table_id, 'mode', o.mode, 'share', o.share, 'key', o.key,
         'candidate', o.document || jsonb_build_object('hash', o.version))), '[]')
       from rollout o where o.tenant_id = r.tenant_id and o.state = 'running') as rollouts
  from revision r left join active_revision a on a.tenant_id = r.tenant_id
  where r.tenant_id = $1 and r.n = ${which}`;
const activeMaterial = materialOf("a.n");
const materialAt = materialOf("$2::int");
const pointer = "select changed_at::text as stamp from active_revision where tenant_id = $1";

interface Material {
  [column: string]: unknown;
  n: number;
  stamp: string;
  packages: PackageName[];
  hashes: Record<string, string>;
  patches: Record<string, Patch>;
  conversions: Effective["conversions"];
  rollouts: KeptRollout[];
  slots: [object: string, field: string, column: string, state: Slot["state"]][];
}

const nothing: TenantState = Object.freeze({
  revision: 0,
  stamp: "",
  packages: [],
  patches: new Map(),
  slots: new Map(),
  conversions: [],
  rollouts: [],
  likeness: "",
});

/** The stamp of the active revision: "" before the first publish. One row by key. */
export async function readStamp(db: Database, tenantId: string): Promise<string> {
  const [rows] = await db.batch(tenantId, [{ text: pointer, params: [tenantId] }], { readOnly: true });
  return (rows?.[0]?.["stamp"] as string | undefined) ?? "";
}

/** A tenant's state at revision `n`, or at the active one. Undefined: there is no such revision. Revision 0 is the empty one. */
export async function readTenantState(db: Database, tenantId: string, n?: number): Promise<TenantState | undefined> {
  if (n === 0) return nothing;
  const statement = n === undefined ? { text: activeMaterial, params: [tenantId] } : { text: materialAt, params: [tenantId, n] };
  const [rows] = await db.batch(tenantId, [statement], { readOnly: true });
  const row = rows?.[0] as Material | undefined;
  if (row === undefined) return n === undefined ? nothing : undefined;
  const slots = new Map<string, Map<string, Slot>>();
  for (const [object, field, column, state] of row.slots) {
    let fields = slots.get(object);
    if (fields === undefined) slots.set(object, (fields = new Map()));
    fields.set(field, { column, state });
  }
  return {
    revision: row.n,
    stamp: row.stamp,
    packages: row.packages,
    patches: new Map(Object.entries(row.patches).map(([key, patch]) => (kindAndId(key), [key as DocumentKey, patch]))),
    slots,
    conversions: row.conversions,
    rollouts: row.rollouts,
    likeness: createHash("sha256")
      .update(canonicalJson([row.packages, row.hashes, row.slots] as unknown as Json))
      .digest("base64url"),
  };
}

/** Releases of packages, each read once per process: they never change. */
export function createReleases(db: Database): { get(tenantId: string, name: PackageName): Promise<Release | undefined> } {
  const known = new Map<string, Promise<Release | undefined>>();
  return {
    get(tenantId, { name, version }) {
      const key = `${name}@${version}`;
      let release = known.get(key);
      if (release === undefined) {
        release = readRelease(db, tenantId, { name, version });
        known.set(key, release);
        // neither a failure nor an absence is remembered
        release.then(
          (found) => found === undefined && known.delete(key),
          () => known.delete(key),
        );
        if (known.size > mostReleases) known.delete(known.keys().next().value!);
      }
      return release;
    },
  };
}
const mostReleases = 200;

async function readRelease(db: Database, tenantId: string, { name, version }: PackageName): Promise<Release | undefined> {
  const [rows] = await db.batch(
    tenantId,
    [{ text: "select manifest, documents from platform.package_release where name = $1 and version = $2", params: [name, version] }],
    { readOnly: true },
  );
  const row = rows?.[0] as { manifest: Release["manifest"]; documents: Document[] } | undefined;
  if (row === undefined) return undefined;
  freezeDeep(row.documents);
  const layer = layerOf(`package:${name}@${version}`, row.documents);
  return { name, version, layer, manifest: row.manifest, locked: row.manifest.locked ?? [] };
}
