import { startDirectus } from "./directus.ts";
import { besides, verbs, withServers, type VerbName } from "./verbs.ts";

/** Get, list, range and create over HTTP beside the bare handler and beside Directus on the same Postgres server, in turn. */
export const measurePeers = (): Promise<Record<string, unknown>> =>
  withServers(async (ground, ids) => {
    const directus = await startDirectus(ground.url, 4103, 20_000);
    try {
      const measured: Record<string, unknown> = { directus: directus.version };
      for (const verb of Object.keys(verbs) as VerbName[]) measured[verb] = await besides(verb, ground, ids, 5, directus);
      return measured;
    } finally {
      await directus.close();
    }
  });
