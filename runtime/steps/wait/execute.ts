import type { Logic } from "#metadata";
import type { Execute } from "../../step.ts";
import { longestWait } from "./definition.ts";

const refusedTime = (message: string) => ({ failed: { code: "FnF.InvalidWait", message } });

export const executeWait: Execute<{ seconds: Logic } | { until: Logic }> = ({ config, evaluate, now }) => {
  const from = Date.parse(now);
  let until: number;
  if ("seconds" in config) {
    const seconds = Number(evaluate(config.seconds) ?? Number.NaN);
    if (!Number.isFinite(seconds)) return refusedTime("The wait is no number of seconds.");
    until = from + seconds * 1_000;
  } else {
    const text = evaluate(config.until);
    until = typeof text === "string" ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(until)) return refusedTime("The wait ends at no instant.");
  }
  if (until > from + longestWait * 1_000) return refusedTime(`A wait lasts ${longestWait} seconds at most.`);
  return until <= from ? { done: {} } : { wait: { until: new Date(until).toISOString() } };
};
