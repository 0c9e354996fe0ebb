import { registry } from "#metadata";
import { ask } from "./ask/definition.ts";
import { call } from "./call/definition.ts";
import { callback } from "./callback/definition.ts";
import { choice } from "./choice/definition.ts";
import { createRecord } from "./create_record/definition.ts";
import { decide } from "./decide/definition.ts";
import { fail } from "./fail/definition.ts";
import { pass } from "./pass/definition.ts";
import { publish } from "./publish/definition.ts";
import { route } from "./route/definition.ts";
import { succeed } from "./succeed/definition.ts";
import { updateRecord } from "./update_record/definition.ts";
import { wait } from "./wait/definition.ts";

/** Every kind of step, in the order of the palette. */
export const stepList = [
  decide,
  route,
  ask,
  callback,
  choice,
  call,
  createRecord,
  updateRecord,
  publish,
  wait,
  pass,
  succeed,
  fail,
] as const;

export const steps = registry(stepList);
