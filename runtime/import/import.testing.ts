import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalStore } from "../files/local-store.ts";
import { standAt } from "../jobs/jobs.testing.ts";

/*
 * A process that carries out jobs, for tests that kill it: node import.testing.ts <database url> <secret> <folder of files>.
 * Says "ready" once it runs.
 */
export const filesOf = (name: string) => createLocalStore(join(tmpdir(), `armature-import-${name}`));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , url, secret, folder] = process.argv;
  const { runner } = await standAt(url!, secret!, { leaseSeconds: 1 }, { files: createLocalStore(folder!) });
  await runner.start();
  process.stdout.write("ready\n");
}
