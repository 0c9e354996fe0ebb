import { ok } from "#metadata";
import { writeBatch, type OperationOutcome } from "#runtime";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const replyOf = (results: readonly OperationOutcome[]): Reply => ({ body: { results } });

export const batchRoutes: readonly Route[] = [
  route(contracts.write, async ({ platform, actor, query, body, claim }) => {
    const done = await writeBatch(platform, actor, body.operations, {
      ...(query.allowDuplicates === undefined ? {} : { allowDuplicates: true }),
      ...(claim === undefined ? {} : { settle: (tx, outcomes) => claim.settle(tx, replyOf(outcomes)) }),
    });
    return done.ok ? ok(replyOf(done.value)) : done;
  }),
];
