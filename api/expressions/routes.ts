import { ok, problem, refused } from "#metadata";
import { compileExpression, evaluateCompat, EvaluationError } from "#runtime/rules";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const expressionRoutes: readonly Route[] = [
  route(contracts.evaluate, async ({ platform, actor, body }) => {
    if (body.mode === "compat") {
      const result = evaluateCompat(body.logic, body.data ?? null);
      return result.ok ? ok({ body: { result: result.value ?? null } }) : result;
    }
    const compiled = compileExpression(body.logic as never, { operators: platform.language.operators, fields: platform.language.fields });
    if (!compiled.ok) return compiled;
    try {
      const user = { id: actor.userId, roles: actor.roles };
      return ok({
        body: { result: compiled.value.evaluate((body.data ?? {}) as never, { now: new Date().toISOString(), user } as never) ?? null },
      });
    } catch (fault) {
      if (!(fault instanceof EvaluationError)) throw fault;
      return refused(problem("evaluation_error", "/logic", fault.message, { details: { code: fault.code } }));
    }
  }),
];
