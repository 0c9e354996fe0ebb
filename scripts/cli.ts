/** Work on an installation from the command line: `npm run -s cli -- help`. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { compose, explain } from "../server.ts";
import { readSettings } from "../settings.ts";
import {
  createApiKey,
  createTenant,
  createUser,
  installPackage,
  listApiKeys,
  listTenants,
  planInstall,
  readPackageFolder,
  registerPackage,
  revokeApiKey,
  setMembership,
  type Platform,
  type Tenant,
} from "#runtime";
import type { Result } from "#metadata";
import { writeClient } from "./client/write-client.ts";

const usage = `armature <command>

  tenants                                              the tenants
  tenants add <slug> --name <name>                     makes a tenant
  members add <tenant> <e-mail> --roles a,b [--name n]  makes a person a member; a new one gets a password, printed once
  keys <tenant>                                        its API keys
  keys add <tenant> --name <name> --roles a,b          makes an API key, printed once
  keys revoke <tenant> <id>                            ends an API key at once
  packages add <folder>                                registers a version of a package
  packages plan <tenant> <name> <version>              what a version would do to values of fields that it gives another type
  packages install <tenant> <name> <version>           installs a registered version; converts such values first, by the worker
  client --url <address> --key <key> --out <file>      writes a typed client (TypeScript) of the tenant's API as the key may see it;
                                                       the key may stand in ARMATURE_KEY instead, and without --out it is printed
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string" },
    roles: { type: "string" },
    url: { type: "string" },
    key: { type: "string" },
    out: { type: "string" },
    help: { type: "boolean" },
  },
});

/** A command that was not said well; the usage is shown. */
class Usage extends Error {}

const need = (value: string | undefined, what: string): string => {
  if (value === undefined || value === "") throw new Usage(`${what} is missing`);
  return value;
};
const table = (rows: readonly (readonly string[])[]): void => {
  for (const row of rows) console.log(row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(38))).join("  "));
};

function must<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(({ path, message }) => `${path} ${message}`.trim()).join("\n"));
}

async function tenantOf(platform: Platform, slug: string | undefined): Promise<Tenant> {
  const wanted = need(slug, "the tenant");
  const found = (await listTenants(platform.db)).find((each) => each.slug === wanted);
  if (found === undefined) throw new Error(`There is no tenant <${wanted}>.`);
  return found;
}

const commands: Readonly<Record<string, (platform: Platform, args: readonly string[]) => Promise<void>>> = {
  tenants: async (platform) => table((await listTenants(platform.db)).map(({ id, slug, name, status }) => [id, slug, status, name])),
  "tenants add": async (platform, [slug]) => {
    const tenant = await createTenant(platform.db, need(slug, "the slug"), need(values.name, "--name"));
    console.log(tenant.made ? `made ${tenant.slug} ${tenant.id}` : `${tenant.slug} was there already`);
  },
  "members add": async (platform, [slug, email]) => {
    const tenant = await tenantOf(platform, slug);
    const address = need(email, "the e-mail");
    const password = crypto.randomUUID();
    const user = await createUser(platform.db, platform.identity, { email: address, name: values.name ?? address, password });
    await setMembership(platform.db, tenant.id, user.id, need(values.roles, "--roles").split(","));
    console.log(user.made ? `password, shown once: ${password}` : `${address} is a member with these roles`);
  },
  keys: async (platform, [slug]) => {
    const tenant = await tenantOf(platform, slug);
    table((await listApiKeys(platform.db, tenant.id)).map(({ id, name, roles }) => [id, name, roles.join(",")]));
  },
  "keys add": async (platform, [slug]) => {
    const tenant = await tenantOf(platform, slug);
    const made = await createApiKey(platform.db, {
      tenantId: tenant.id,
      name: need(values.name, "--name"),
      roles: need(values.roles, "--roles").split(","),
    });
    console.log(`${made.id}\nkey, shown once: ${made.key}`);
  },
  "keys revoke": async (platform, [slug, id]) => {
    const tenant = await tenantOf(platform, slug);
    if (!(await revokeApiKey(platform.db, tenant.id, need(id, "the id")))) throw new Error("There is no such key in force.");
    console.log("revoked");
  },
  "packages add": async (platform, [folder]) => {
    const read = must(await readPackageFolder(resolve(need(folder, "the folder"))));
    const { name, version, hash } = must(await registerPackage(platform, read));
    console.log(`registered ${name} ${version} ${hash}`);
  },
  "packages plan": async (platform, [slug, name, version]) => {
    const tenant = await tenantOf(platform, slug);
    const planned = must(await planInstall(platform, tenant.id, { name: need(name, "the name"), version: need(version, "the version") }));
    if (planned.length === 0) console.log("no values are converted");
    for (const { object, field, plan } of planned) {
      console.log(`${object}.${field}: ${plan.converted} of ${plan.records} converted, ${plan.loses} lose something`);
      for (const { id, old, becomes, why } of plan.samples)
        console.log(`  ${id}  ${JSON.stringify(old)} → ${JSON.stringify(becomes)}  ${why}`);
    }
  },
  "packages install": async (platform, [slug, name, version]) => {
    const tenant = await tenantOf(platform, slug);
    const done = must(await installPackage(platform, tenant.id, { name: need(name, "the name"), version: need(version, "the version") }));
    if (done.job !== undefined)
      console.log(`values are converted first, by job ${done.job.id}; the version is installed when it has ended`);
    else console.log(done.changed ? `installed as revision ${done.revision}` : "was installed already");
    for (const { document, path } of done.dropped) console.log(`  no longer has a place: ${document} ${path}`);
  },
};

const clientWanted = () => ({
  url: values.url ?? "http://localhost:3000",
  key: need(values.key ?? process.env["ARMATURE_KEY"], "--key"),
  out: values.out,
});

async function run(): Promise<void> {
  const [first = "help", second = "", ...rest] = positionals;
  const two = `${first} ${second}`;
  const name = Object.hasOwn(commands, two) ? two : first;
  if (values.help === true || (name !== "client" && !Object.hasOwn(commands, name))) {
    console.log(usage);
    if (values.help !== true && first !== "help") process.exitCode = 1;
    return;
  }
  // asks a platform that runs, and needs none of its own
  if (name === "client") return writeClient(clientWanted());
  const composed = await compose(readSettings({ LOG_LEVEL: "warn", ...process.env }), { works: false });
  try {
    await commands[name]!(composed.platform, name === two ? rest : positionals.slice(1));
  } finally {
    await composed.stop();
  }
}

run().catch((fault: unknown) => {
  console.error(
    fault instanceof Usage ? `${fault.message}\n\n${usage}` : fault instanceof Error && !("code" in fault) ? fault.message : explain(fault),
  );
  process.exitCode = 1;
});
