import { standAt } from "./flows.testing.ts";

/*
 * A worker in a process of its own, for tests that kill it: node worker.testing.ts <database url> <secret>.
 * Says "ready" once it runs, and what it has done whenever it is asked to stop.
 */
const [, , url, secret] = process.argv;
const { worker } = await standAt(url!, secret!, { leaseSeconds: 1, inline: 1 });
await worker.start();
process.stdout.write("ready\n");
process.on("SIGTERM", () => {
  void worker.stop().then(() => {
    process.stdout.write(`${JSON.stringify(worker.stats())}\n`);
    process.exit(0);
  });
});
