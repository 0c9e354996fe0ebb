import type { Step } from "#metadata";
import type { Execute } from "../step.ts";
import { executeAsk } from "./ask/execute.ts";
import { executeCall } from "./call/execute.ts";
import { executeCallback } from "./callback/execute.ts";
import { executeChoice } from "./choice/execute.ts";
import { executeCreateRecord } from "./create_record/execute.ts";
import { executeDecide } from "./decide/execute.ts";
import type { stepList } from "./definitions.ts";
import { executeFail } from "./fail/execute.ts";
import { executePass } from "./pass/execute.ts";
import { executePublish } from "./publish/execute.ts";
import { executeRoute } from "./route/execute.ts";
import { executeSucceed } from "./succeed/execute.ts";
import { executeUpdateRecord } from "./update_record/execute.ts";
import { executeWait } from "./wait/execute.ts";

type Steps = (typeof stepList)[number];
/** One executor for each definition, with that definition's configuration: the compiler names the one that is missing. */
type Executors = { readonly [S in Steps as S["name"]]: Execute<S extends Step<string, infer Config> ? Config : never> };

const executors: Executors = {
  decide: executeDecide,
  route: executeRoute,
  ask: executeAsk,
  callback: executeCallback,
  choice: executeChoice,
  call: executeCall,
  create_record: executeCreateRecord,
  update_record: executeUpdateRecord,
  publish: executePublish,
  wait: executeWait,
  pass: executePass,
  succeed: executeSucceed,
  fail: executeFail,
};

export const executorOf = (type: string): Execute | undefined =>
  Object.hasOwn(executors, type) ? executors[type as keyof Executors] : undefined;
