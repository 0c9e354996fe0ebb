/**
 * `npm run bench [get] [list] [create] [range] [peers]…`: ratios against a named baseline in the same run.
 * Prints JSON lines; docs/performance.md says on what machine and what they mean.
 */
import { cpus } from "node:os";
import { measureCreate, measureRange } from "./create.ts";
import { measureDecide } from "./decide.ts";
import { measureFields } from "./fields.ts";
import { measureFlows } from "./flows.ts";
import { measureGet } from "./get.ts";
import { measureImport } from "./import.ts";
import { measureList } from "./list.ts";
import { measureNeighbours } from "./neighbours.ts";
import { measurePeers } from "./peers.ts";
import { measurePublish } from "./publish.ts";
import { measureRules } from "./rules.ts";
import { measureSearch } from "./search.ts";
import { measureStart } from "./start.ts";
import { measureTenants } from "./tenants.ts";

const benches: Record<string, () => Promise<Record<string, unknown>>> = {
  get: measureGet,
  list: measureList,
  create: measureCreate,
  range: measureRange,
  peers: measurePeers,
  publish: measurePublish,
  start: measureStart,
  flows: measureFlows,
  fields: measureFields,
  tenants: measureTenants,
  neighbours: measureNeighbours,
  search: measureSearch,
  import: measureImport,
  rules: measureRules,
  decide: measureDecide,
};
const asked = process.argv.slice(2).filter((name) => !name.startsWith("-"));
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. There is ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
console.log(JSON.stringify({ node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model }));
for (const name of asked.length > 0 ? asked : Object.keys(benches))
  console.log(JSON.stringify({ bench: name, ...(await benches[name]!()) }));
process.exit(0);
