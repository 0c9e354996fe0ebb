import { besides, withServers } from "./verbs.ts";

/** Get by id and list of 50 over HTTP: the whole API beside the bare handler. 20,000 records. */
export const measureGet = (): Promise<Record<string, unknown>> =>
  withServers(async (ground, ids) => ({ get: await besides("get", ground, ids), list: await besides("list", ground, ids) }));
