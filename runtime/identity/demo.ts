import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyPatch, isKind, type Json, type Patch, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { openDraft } from "../drafts/keep-drafts.ts";
import { putDraftDocument } from "../drafts/edit-draft.ts";
import { publishDraft } from "../drafts/publish-draft.ts";
import type { PackageName } from "../effective/load.ts";
import { installPackage } from "../packages/install-package.ts";
import { readPackageFolder } from "../packages/read-folder.ts";
import { registerPackage } from "../packages/register-package.ts";
import { seedRecords } from "../packages/seed-records.ts";
import type { Platform } from "../platform.ts";
import { createApiKey } from "./api-key.ts";
import { createTenant, setMembership, type Tenant } from "./tenant.ts";
import { createUser } from "./user.ts";

/** Everybody knows it: only for demo mode. */
export const demoPassword = "armature-demo";
const slugs = ["merchant-a", "merchant-b"] as const;
const packageName = "restaurant";

export interface DemoSignIn {
  readonly email: string;
  readonly password: string;
  /** slugs of the tenants it opens */
  readonly tenants: readonly string[];
  readonly apiKeys: readonly string[];
}

/** packages/<package>/demo/<tenant>.json: what a tenant changed of the package, and its first records. */
interface DemoTenant {
  readonly name: string;
  readonly documents: readonly ({ readonly kind: string; readonly name: string } & Partial<Patch>)[];
  readonly records: Readonly<Record<string, readonly { readonly [field: string]: Json }[]>>;
}

/**
 * Demo tenants, people and keys, made by the ordinary verbs: the package by the installer, the tenant's changes by draft and publish,
 * its records by the record writer. Doing it again changes nothing that people did meanwhile.
 */
export async function createDemo(platform: Platform, packagesFolder: string): Promise<DemoSignIn[]> {
  const { db, identity, log } = platform;
  const folder = join(packagesFolder, packageName);
  const read = must(await readPackageFolder(folder), "read its package");
  const registered = await registerPackage(platform, read);
  // a version never changes; whoever edits the package while it is installed gives it a new one
  if (!registered.ok) log.warn({ problems: registered.problems.map(({ message }) => message) }, "demo package kept as registered");

  const signIns: DemoSignIn[] = [];
  const tenantIds: string[] = [];
  for (const slug of slugs) {
    const demo = JSON.parse(await readFile(join(folder, "demo", `${slug}.json`), "utf8")) as DemoTenant;
    const tenant = await createTenant(db, slug, demo.name);
    tenantIds.push(tenant.id);
    await install(platform, tenant, { name: packageName, version: read.manifest.version }, demo);
    for (const role of ["implementer", "business"] as const) {
      const email = `${role}@${slug}.test`;
      const user = await createUser(db, identity, {
        email,
        name: role === "implementer" ? "Implementer" : "Business user",
        password: demoPassword,
      });
      if (user.made) await setMembership(db, tenant.id, user.id, [role]);
      const key = `demo-${slug}-${role}`;
      await createApiKey(db, { tenantId: tenant.id, name: key, roles: [role], key });
      signIns.push({ email, password: demoPassword, tenants: [slug], apiKeys: [key] });
    }
  }
  const operator = await createUser(db, identity, { email: "operator@armature.test", name: "Operator", password: demoPassword });
  if (operator.made) for (const id of tenantIds) await setMembership(db, id, operator.id, ["operator"]);
  return [...signIns, { email: "operator@armature.test", password: demoPassword, tenants: slugs, apiKeys: [] }];
}

async function install(platform: Platform, { id: tenantId, slug }: Tenant, pkg: PackageName, demo: DemoTenant): Promise<void> {
  const done = await platform.db.auth.query("select 1 from auth.tenant where id = $1 and settings ? 'demo'", [tenantId]);
  if (done.length > 0) return;
  must(await installPackage(platform, tenantId, pkg), "install its package");
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  if (demo.documents.length > 0) await change(platform, actor, demo);
  platform.effectives.drop(tenantId);
  const effective = await platform.effectives.get(tenantId);
  await platform.db.transaction(
    tenantId,
    async (tx) => must(await seedRecords(tx, effective, { name: `demo ${slug}`, version: pkg.version }, demo.records), "make its records"),
    { deadlineMs: 20_000 },
  );
  platform.wake();
  await platform.db.auth.query(`update auth.tenant set settings = settings || '{"demo": true}'::jsonb where id = $1`, [tenantId]);
}

/** The tenant's own changes, as an implementer would make them. */
async function change(platform: Platform, actor: Actor, demo: DemoTenant): Promise<void> {
  platform.effectives.drop(actor.tenantId);
  const effective = await platform.effectives.get(actor.tenantId);
  const draft = must(await openDraft(platform, actor), "open a draft");
  for (const { kind, name, set = {}, remove = [] } of demo.documents) {
    if (!isKind(kind)) throw new Error(`The demo names a kind <${kind}> that is not there.`);
    const { document } = applyPatch(kind, effective.documents[kind].get(name) as never, { set, remove });
    must(await putDraftDocument(platform, actor, draft.id, kind, name, document), `change ${kind} ${name}`);
  }
  must(await publishDraft(platform, actor, draft.id, { message: `What ${demo.name} changed` }), "publish");
}

function must<Value>(result: Result<Value>, what: string): Value {
  if (result.ok) return result.value;
  throw new Error(`The demo could not ${what}: ${result.problems.map(({ path, message }) => `${path} ${message}`).join("; ")}`);
}
