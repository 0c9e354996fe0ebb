import { ok } from "#metadata";
import { answerCallback } from "#runtime";
import { openRoute, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const callbackRoutes: readonly Route[] = [
  openRoute(contracts.answer, async ({ platform, params, body }) => {
    const answered = await answerCallback(platform, params.token, body as never);
    return answered.ok ? ok({ body: answered.value }) : answered;
  }),
];
