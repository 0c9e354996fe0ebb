import { defineStep, logicSchema, nameSchema } from "#metadata";
import * as z from "zod";

/** name → expression: what is sent; absent = the step's input */
const values = z.record(z.string().max(128), logicSchema).optional();

/** Calls a function with the values of the step that bear the names of its inputs. Result: the function's outputs by name. */
export const call = defineStep({
  name: "call",
  label: { en: "Call a function", zh: "调用函数" },
  icon: "square-function",
  task: true,
  config: z.union([
    z.strictObject({ function: nameSchema, values }),
    /** a name in the flow's bindings, as an imported flow has it */
    z.strictObject({ resource: z.string().min(1).max(300), values }),
  ]),
  refersTo: (config) => ("function" in config ? [{ kind: "function", name: config.function, path: "/function" }] : []),
});
