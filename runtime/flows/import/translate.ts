import { problem, stepNameSchema, type FlowDocument, type FlowStep, type Json, type Logic, type Problem } from "#metadata";
import { generateNKeysBetween } from "fractional-indexing";
import { defaultBranch } from "../../steps/choice/definition.ts";
import { mostSteps } from "../compile.ts";
import { ConditionError, conditionToLogic } from "./condition.ts";
import { forbidden, pathToLogic } from "./path.ts";
import { isWritten, plain, type Written } from "./read.ts";

/** How much a problem matters: an `error` step cannot run as imported, a `warning` may surprise, `info` is worth knowing. */
export type Severity = "error" | "warning" | "info";

type Steps = Record<string, FlowStep>;
type Place = { readonly parent: string; readonly branch: string } | Record<string, never>;
type Bindings = NonNullable<FlowDocument["bindings"]>;

/** Names an FDL step may have besides its type's own. */
const commonKeys = ["type", "name", "end", "inputMappings", "outputMappings", "description"];
const keysOf: Readonly<Record<string, readonly string[]>> = Object.assign(Object.create(null) as Record<string, readonly string[]>, {
  task: ["resourceArn", "action", "pattern", "timeoutSeconds", "serviceParams", "retry", "catch", "errorMappings"],
  pass: [],
  wait: ["duration", "timestamp"],
  choice: ["choices", "default"],
  succeed: [],
  fail: ["error", "cause"],
  parallel: ["branches"],
  foreach: ["iterationMapping", "steps"],
  loop: ["preCondition", "postCondition", "steps"],
});

/** The patterns of both dialects, in lower case. */
const patterns: Readonly<Record<string, "request" | "sync" | "callback">> = Object.assign(
  Object.create(null) as Record<string, "request" | "sync" | "callback">,
  {
    requestresponse: "request",
    requestcomplete: "request",
    sync: "sync",
    waitforsystemcallback: "sync",
    waitforcallback: "callback",
    waitforcustomcallback: "callback",
  },
);

/** The tree of an FDL flow → our document, and everything that is worth saying about it. */
export function translate(root: unknown, name: string): { document: FlowDocument | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const steps: Steps = {};
  const bindings: Bindings = {};
  const names = new Set<string>();
  let hasTask = false;
  let hasRetry = false;
  let isFull = false;
  const rootLine = isWritten(root) ? root.line : 1;

  const say = (
    severity: Severity,
    line: number,
    lint: string,
    message: string,
    code: "invalid_document" | "unknown_key" | "unknown_name" | "name_taken" | "forbidden_key" = "invalid_document",
  ): void => {
    problems.push(
      problem(code, "", `Line ${line}: ${message}`, { help: "See the named line of the source.", details: { severity, line, lint } }),
    );
  };
  const lineIn = (at: Written, key: string): number => (Object.hasOwn(at.lines, key) ? at.lines[key]! : at.line);
  const get = (at: Written, key: string): unknown => (Object.hasOwn(at.values, key) ? at.values[key] : undefined);
  const text = (at: Written, key: string): string | undefined => {
    const value = get(at, key);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    say("error", lineIn(at, key), "wrong_type", `${key} is a text.`);
    return undefined;
  };
  const list = (at: Written, key: string): readonly unknown[] => {
    const value = get(at, key);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    say("error", lineIn(at, key), "wrong_type", `${key} is a list.`);
    return [];
  };
  const truth = (at: Written, key: string): boolean => {
    const value = get(at, key);
    if (typeof value === "boolean" || value === undefined || value === null) return value === true;
    if (typeof value === "string" && /^(yes|on|true|no|off|false)$/i.test(value)) {
      say("info", lineIn(at, key), "odd_boolean", `${key}: ${value} was read as ${/^(yes|on|true)$/i.test(value)}.`);
      return /^(yes|on|true)$/i.test(value);
    }
    say("error", lineIn(at, key), "wrong_type", `${key} is true or false.`);
    return false;
  };
  const number = (at: Written, key: string, least: number, most: number): number | undefined => {
    const value = get(at, key);
    if (value === undefined || value === null) return undefined;
    const read = typeof value === "number" ? value : typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (read >= least && read <= most) return read;
    say("error", lineIn(at, key), "out_of_range", `${key} is a number from ${least} to ${most}.`);
    return undefined;
  };
  const unknownKeys = (at: Written, known: readonly string[], where: string): void => {
    for (const key of Object.keys(at.values)) {
      if (!known.includes(key)) say("warning", lineIn(at, key), "unknown_key", `${where} has no <${key}>; it is left out.`, "unknown_key");
    }
  };

  /** A source of a mapping, or a parameter: a path where it begins like one, else a constant. */
  function valueToLogic(source: unknown, line: number, root: "input" | "local", slip: boolean): Logic | undefined {
    if (typeof source === "string") {
      const isPath = /^\$(input|local|context)(?![A-Za-z0-9_])/.test(source) || /^\$(?=\.|\[|$)/.test(source);
      if (!isPath) return source;
      const logic = pathToLogic(source, root);
      if (logic === undefined) say("error", line, "path", `<${source}> is a path that cannot be read.`);
      else if (slip && /^\$(\.|\[|$)/.test(source))
        say("warning", line, "bare_path", `<${source}> was read as <$input${source.slice(1)}>.`);
      return logic;
    }
    const constant = plain(source) as Json;
    if (typeof constant !== "object" || constant === null) return constant;
    if (Array.isArray(constant) && constant.every((each) => typeof each !== "object")) return constant;
    say("error", line, "constant_object", "A constant that is an object cannot be expressed; make it in a function.");
    return undefined;
  }

  function mappings(at: Written, key: string): Record<string, Logic> | undefined {
    if (get(at, key) === undefined || get(at, key) === null) return undefined;
    const mapped: Record<string, Logic> = {};
    for (const each of list(at, key)) {
      if (!isWritten(each)) {
        say("error", lineIn(at, key), "mapping", `${key} holds pairs of target and source.`);
        continue;
      }
      unknownKeys(each, ["target", "source"], "A mapping");
      const target = text(each, "target");
      const source = get(each, "source");
      if (target === undefined || forbidden.has(target) || !/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(target)) {
        say(
          "error",
          each.line,
          "mapping",
          `A target is a name, not <${target ?? ""}>.`,
          target !== undefined && forbidden.has(target) ? "forbidden_key" : "invalid_document",
        );
        continue;
      }
      const logic = valueToLogic(source ?? null, lineIn(each, "source"), "input", true);
      if (logic !== undefined) mapped[target] = logic;
    }
    return mapped;
  }

  /** Unique in the whole flow, because history and expressions name steps. */
  function stepName(at: Written): string {
    const given = text(at, "name") ?? "";
    let sound = given;
    if (!stepNameSchema.safeParse(given).success) {
      sound = `step_${given.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 100)}`;
      say("warning", at.line, "name", `<${given}> is no name for a step; it is called <${sound}>.`);
    }
    let unique = sound;
    for (let n = 2; names.has(unique); n++) unique = `${sound.slice(0, 120)}_${n}`;
    if (unique !== sound) say("warning", at.line, "name_taken", `A second <${sound}> is called <${unique}>.`, "name_taken");
    names.add(unique);
    return unique;
  }

  /** A list of steps, in its place. Names first, so that `goto` may lead forward. */
  function series(written: readonly unknown[], place: Place, line: number): void {
    const found = written.filter((each): each is Written => isWritten(each)).slice(0, mostSteps + 1 - Math.min(names.size, mostSteps));
    if (names.size + found.length > mostSteps) {
      if (!isFull) say("error", line, "too_many", `A flow has ${mostSteps} steps at most; the rest is left out.`);
      isFull = true;
      return;
    }
    if (found.length < written.length) say("error", line, "step", "A step is a map with type and name.");
    const orders = generateNKeysBetween(null, null, found.length);
    const called = found.map(stepName);
    const siblings = new Map(found.map((each, n) => [text(each, "name") ?? "", called[n]!]));
    const gotoIn = (at: Written): string | undefined => {
      const target = text(at, "goto");
      if (target === undefined) return undefined;
      const sibling = siblings.get(target);
      if (sibling === undefined)
        say("error", lineIn(at, "goto"), "goto", `There is no step <${target}> beside this one to go to.`, "unknown_name");
      return sibling;
    };
    found.forEach((each, n) => {
      const id = called[n]!.length <= 64 ? called[n]! : `${called[n]!.slice(0, 55)}_${n}`;
      const step = translateStep(each, called[n]!, id, gotoIn);
      if (step !== undefined) steps[id] = { ...step, order: orders[n]!, ...place };
    });
  }

  function translateStep(
    at: Written,
    stepName: string,
    id: string,
    gotoIn: (at: Written) => string | undefined,
  ): Omit<FlowStep, "order"> | undefined {
    const type = text(at, "type") ?? "";
    const own = keysOf[type];
    if (own === undefined) {
      say("error", lineIn(at, "type"), "step_type", `There is no step type <${type}>.`, "unknown_name");
      return { type: "fail", name: stepName, config: { error: "FnF.Unsupported", cause: `step type ${type}`.slice(0, 200) } };
    }
    unknownKeys(at, [...commonKeys, ...own], `A ${type} step`);
    const input = mappings(at, "inputMappings");
    const output = mappings(at, "outputMappings");
    const common = {
      name: stepName,
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
      ...(truth(at, "end") ? { end: true } : {}),
    };
    lintToken(at, input, output);
    switch (type) {
      case "pass":
        return { type: "pass", ...common };
      case "succeed":
        return { type: "succeed", ...common };
      case "fail": {
        const error = text(at, "error");
        const cause = text(at, "cause");
        return {
          type: "fail",
          ...common,
          config: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) },
        };
      }
      case "wait": {
        const key = get(at, "timestamp") === undefined ? "duration" : "timestamp";
        const logic = valueToLogic(get(at, key) ?? null, lineIn(at, key), "input", false);
        if (logic === undefined || logic === null) say("error", at.line, "wait", "A wait has a duration or a timestamp.");
        return { type: "wait", ...common, config: settings(key === "duration" ? { seconds: logic ?? 0 } : { until: logic ?? "" }) };
      }
      case "choice":
        return { type: "choice", ...common, config: settings(choiceConfig(at, id, gotoIn)) };
      case "task":
        return { ...common, ...task(at, stepName, gotoIn) };
      default:
        say("error", at.line, "unsupported_step", `Steps of the type <${type}> do not run yet; <${stepName}> fails instead.`);
        return { type: "fail", ...common, config: { error: "FnF.Unsupported", cause: `step type ${type}` } };
    }
  }

  function choiceConfig(at: Written, id: string, gotoIn: (at: Written) => string | undefined): Record<string, Json> {
    const branches: Record<string, Json> = {};
    const choices = list(at, "choices").filter(isWritten);
    const orders = generateNKeysBetween(null, null, choices.length);
    choices.forEach((each, n) => {
      unknownKeys(each, ["condition", "steps", "goto"], "A choice");
      let when: Logic = false;
      const condition = text(each, "condition");
      try {
        if (condition === undefined) say("error", each.line, "condition", "A choice needs a condition.");
        else when = conditionToLogic(condition);
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
        say("error", lineIn(each, "condition"), "condition", `The condition cannot be read: ${error.message}.`);
      }
      const branch = `choice_${n + 1}`;
      const goto = gotoIn(each);
      branches[branch] = { when, order: orders[n]!, ...(goto === undefined ? {} : { goto }) };
      series(list(each, "steps"), { parent: id, branch }, each.line);
    });
    const otherwise = get(at, "default");
    if (otherwise === undefined || otherwise === null) {
      say("info", at.line, "no_default", "The choice has no default: where no condition holds, the next step follows.");
      return { branches };
    }
    if (!isWritten(otherwise)) {
      say("error", lineIn(at, "default"), "default", "A default has steps, goto or both.");
      return { branches };
    }
    unknownKeys(otherwise, ["steps", "goto"], "A default");
    const goto = gotoIn(otherwise);
    series(list(otherwise, "steps"), { parent: id, branch: defaultBranch }, otherwise.line);
    return { branches, default: goto === undefined ? {} : { goto } };
  }

  function task(at: Written, name: string, gotoIn: (at: Written) => string | undefined): Omit<FlowStep, "order" | "name"> {
    hasTask = true;
    const resource = (text(at, "resourceArn") ?? text(at, "action") ?? "").slice(0, 300);
    const resourceLine = lineIn(at, get(at, "resourceArn") === undefined ? "action" : "resourceArn");
    if (resource === "") say("error", at.line, "resource", `The task <${name}> names neither resourceArn nor action.`);
    if (/your[_-]?account/i.test(resource))
      say("info", resourceLine, "account_placeholder", `<${resource}> has a placeholder for the account.`);
    const patternText = text(at, "pattern") ?? "requestResponse";
    const pattern = patterns[patternText.toLowerCase()];
    if (pattern === undefined) say("error", lineIn(at, "pattern"), "pattern", `There is no pattern <${patternText}>.`, "unknown_name");
    const timeoutSeconds = number(at, "timeoutSeconds", 1, 31_536_000);
    const retry = policies(at);
    if (retry.length > 0) hasRetry = true;
    const errorOutput = mappings(at, "errorMappings");
    const caught: NonNullable<FlowStep["catch"]> = [];
    for (const each of list(at, "catch").filter(isWritten)) {
      unknownKeys(each, ["errors", "goto"], "A catch");
      const goto = gotoIn(each);
      const errors = errorNames(each);
      if (goto === undefined || errors.length === 0) continue;
      caught.push({ errors, goto, ...(errorOutput === undefined ? {} : { output: errorOutput }) });
    }
    if (caught.length === 0) say("info", at.line, "no_catch", `Nothing catches an error of <${name}>: any ends the run as failed.`);
    const common = {
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds: Math.ceil(timeoutSeconds) }),
      ...(retry.length === 0 ? {} : { retry }),
      ...(caught.length === 0 ? {} : { catch: caught }),
    };

    const parameters = get(at, "serviceParams");
    const params = isWritten(parameters) ? parameters : undefined;
    const message = /^acs:mns:[^:]*:[^:]*:\/(topics|queues)\/([^/]+)\/messages$/.exec(resource);
    if (message !== null) {
      const [, kind, topic] = message;
      bindings[resource] = { topic: topic! };
      for (const key of Object.keys(params?.values ?? {})) {
        if (key === "MessageBody") continue;
        const line = lineIn(params!, key);
        if (key === "Priority" && kind === "topics")
          say("warning", line, "topic_priority", "A message on a topic has no priority; it is left out.");
        else say("warning", line, "message_parameter", `${key} has no meaning here; it is left out.`);
      }
      const body = params === undefined ? undefined : get(params, "MessageBody");
      const logic = body === undefined || body === null ? undefined : valueToLogic(body, lineIn(params!, "MessageBody"), "input", false);
      const config = settings({ topic: resource, ...(logic === undefined || isWholeInput(logic) ? {} : { message: logic }) });
      return { type: pattern === "callback" ? "callback" : "publish", config, ...common };
    }

    if (pattern === "callback") {
      // our functions are pure and cannot keep a token: whoever does this work listens to a topic
      bindings[resource] = { topic: resource.replace(/^acs:fc:[^:]*:[^:]*:services\/([^/]+)\/functions\/(.+)$/, "$1/$2").slice(0, 256) };
      say("info", resourceLine, "callback_topic", `<${resource}> is asked by a message on the topic <${bindings[resource].topic}>.`);
      return { type: "callback", config: { topic: resource }, ...common };
    }
    if (resource.startsWith("acs:fnf:"))
      say("error", resourceLine, "subflow", `The subflow <${resource}> does not run yet: bind it to a function.`);
    else say("warning", resourceLine, "unbound", `<${resource}> is bound to no function yet.`, "unknown_name");
    bindings[resource] ??= {};
    const values: Record<string, Logic> = {};
    for (const [key, value] of Object.entries(params?.values ?? {})) {
      const logic = forbidden.has(key) ? undefined : valueToLogic(value, lineIn(params!, key), "input", false);
      if (logic !== undefined) values[key] = logic;
    }
    return { type: "call", config: settings({ resource, ...(Object.keys(values).length === 0 ? {} : { values }) }), ...common };
  }

  const errorNames = (at: Written): string[] => {
    const names = list(at, "errors").filter((each): each is string => typeof each === "string" && each !== "" && each.length <= 128);
    if (names.length === 0) say("error", at.line, "errors", "Errors are a list of names.");
    return names.slice(0, 50);
  };

  function policies(at: Written): NonNullable<FlowStep["retry"]> {
    return list(at, "retry")
      .filter(isWritten)
      .flatMap((each) => {
        unknownKeys(each, ["errors", "intervalSeconds", "maxIntervalSeconds", "maxAttempts", "multiplier"], "A retry");
        const errors = errorNames(each);
        if (errors.length === 0) return [];
        const intervalSeconds = number(each, "intervalSeconds", 0, 86_400);
        const maxIntervalSeconds = number(each, "maxIntervalSeconds", 0, 86_400);
        const maxAttempts = number(each, "maxAttempts", 0, 100);
        const multiplier = number(each, "multiplier", 1, 10);
        return [
          {
            errors,
            ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
            ...(maxIntervalSeconds === undefined ? {} : { maxIntervalSeconds }),
            ...(maxAttempts === undefined ? {} : { maxAttempts: Math.trunc(maxAttempts) }),
            ...(multiplier === undefined ? {} : { multiplier }),
          },
        ];
      });
  }

  /** A step that leaves its token behind hands a secret to every step after it. */
  function lintToken(at: Written, input: Record<string, Logic> | undefined, output: Record<string, Logic> | undefined): void {
    const token = JSON.stringify({ var: "context.task.token" });
    const carriers = new Set(
      Object.entries(input ?? {}).flatMap(([target, logic]) =>
        JSON.stringify(logic) === token ? [JSON.stringify({ var: `input.${target}` })] : [],
      ),
    );
    for (const [target, logic] of Object.entries(output ?? {})) {
      const written = JSON.stringify(logic);
      if (written === token || carriers.has(written)) {
        say(
          "warning",
          lineIn(at, "outputMappings"),
          "token_persisted",
          `<${target}> leaves the task's token to later steps; it stays sealed in state and history.`,
        );
      }
    }
  }

  if (!isWritten(root)) {
    say("error", 1, "flow", "A flow is a map with version, type and steps.");
    return { document: undefined, problems };
  }
  unknownKeys(root, ["version", "type", "name", "description", "steps", "inputMappings", "outputMappings", "timeoutSeconds"], "A flow");
  if (!/^v1(beta1|\.0)?$/i.test(String(get(root, "version") ?? "")))
    say("warning", lineIn(root, "version"), "version", "The version is v1 or v1beta1.");
  if (get(root, "type") !== "flow") say("error", lineIn(root, "type"), "flow", "The type of a flow is flow.");
  if (!Array.isArray(get(root, "steps"))) {
    say("error", root.line, "flow", "A flow has a list of steps.");
    return { document: undefined, problems };
  }
  if (get(root, "inputMappings") !== undefined)
    say("warning", lineIn(root, "inputMappings"), "flow_input", "Mappings of the flow's own input are left out.");
  series(list(root, "steps"), {}, lineIn(root, "steps"));
  labelOutcomes();
  if (hasTask && !hasRetry) say("info", root.line, "no_retry", "No step is tried again when it fails.");
  const timeoutSeconds = number(root, "timeoutSeconds", 1, 31_536_000);
  const output = mappings(root, "outputMappings");
  const document: FlowDocument = {
    kind: "flow",
    id: name,
    name,
    label: name,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds: Math.ceil(timeoutSeconds) }),
    steps,
    ...(output === undefined ? {} : { output }),
    ...(Object.keys(bindings).length === 0 ? {} : { bindings }),
  };
  return { document, problems };

  /** Where a time-out leads to a step named for cancelling, the flow succeeds but what it was for did not: the run says so. */
  function labelOutcomes(): void {
    const afterTimeout = new Set(
      Object.values(steps).flatMap((step) =>
        (step.catch ?? []).filter(({ errors }) => errors.includes("FnF.TaskTimeout")).map(({ goto }) => goto),
      ),
    );
    for (const [id, step] of Object.entries(steps)) {
      if (!afterTimeout.has(step.name) || !/cancel/i.test(step.name)) continue;
      steps[id] = { ...step, outcome: "cancelled" };
      say("info", rootLine, "outcome", `A run that goes through <${step.name}> succeeds with the outcome <cancelled>.`);
    }
  }
}

const isWholeInput = (logic: Logic): boolean => JSON.stringify(logic) === '{"var":"input"}';
const settings = (config: Readonly<Record<string, Json>>): NonNullable<FlowStep["config"]> => config as NonNullable<FlowStep["config"]>;
