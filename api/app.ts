import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import { capabilitiesOf, stand, withIdempotency, type Platform, type Who } from "#runtime";
import { addressOf } from "./address.ts";
import { authenticate, credentialsOf, sameOrigin } from "./authenticate.ts";
import { checkShape } from "./check-shape.ts";
import type { Contract } from "./contract.ts";
import { problemsOfFault } from "./fault.ts";
import { readBody } from "./read-body.ts";
import type { Route } from "./route.ts";
import { uploadOf } from "./upload.ts";
import { dress, say, send } from "./send.ts";

const unsafe = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const requestIdPattern = /^[A-Za-z0-9._-]{1,64}$/;

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** One Hono app of these routes, answered before Next. Who asks, what for, answer; it decides nothing. */
export function answerRoutes(platform: Platform, routes: readonly Route[]): Hono {
  const app = new Hono({ strict: true });
  const prefix = randomBytes(6).toString("base64url");
  let count = 0;
  const requestIdOf = (given: string | undefined): string =>
    given !== undefined && requestIdPattern.test(given) ? given : `${prefix}-${(++count).toString(36)}`;

  for (const route of routes) {
    const { contract } = route;
    app.on(contract.method, addressOf(contract).replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
      const requestId = requestIdOf(c.req.header("x-request-id"));
      try {
        return await answer(platform, route, c, requestId);
      } catch (fault) {
        return say(problemsOfFault(fault, { log: platform.log, requestId, method: c.req.method, path: contract.path }), requestId);
      }
    });
  }

  const known = routes.map(({ contract }) => ({
    method: contract.method,
    pattern: new RegExp(
      `^${addressOf(contract)
        .replaceAll(".", "\\.")
        .replaceAll(/\{\w+\}/g, "[^/]+")}$`,
    ),
  }));
  app.notFound((c) => {
    const requestId = requestIdOf(c.req.header("x-request-id"));
    const methods = [...new Set(known.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method))];
    if (methods.length === 0) return say([problem("not_found", "", "There is nothing at this address.")], requestId);
    return say([problem("method_not_allowed", "", `This address answers ${methods.join(", ")}.`)], requestId, {
      allow: methods.join(", "),
    });
  });
  app.onError((fault, c) => {
    const requestId = requestIdOf(c.req.header("x-request-id"));
    return say(problemsOfFault(fault, { log: platform.log, requestId, method: c.req.method, path: c.req.path }), requestId);
  });
  return app;
}

async function answer(platform: Platform, route: Route, c: Context, requestId: string): Promise<Response> {
  const { contract } = route;
  const header = (name: string) => c.req.header(name);
  const open = route.handleOpen !== undefined;

  // who
  let who: Who | undefined;
  let actor: Who["actor"];
  let tenant: Who["tenant"];
  if (contract.permission === "link") {
    const customer = await platform.identity.customer(c.req.param("token") ?? "", credentialsOf(header));
    if (!customer.ok) return say(customer.problems, requestId);
    ({ actor, tenant } = customer.value);
  } else if (contract.permission !== "public") {
    const found = await authenticate(platform, header);
    if (!found.ok) return say(found.problems, requestId);
    who = found.value;
    ({ actor, tenant } = who);
    if (who.byCookie && unsafe.has(contract.method)) {
      const same = sameOrigin(header);
      if (!same.ok) return say(same.problems, requestId);
    }
    if (!open && actor === undefined) {
      return say([problem("invalid_query", "", "Say which tenant: by its host, or by the header X-Tenant.")], requestId);
    }
  }
  const effective = actor === undefined ? undefined : await platform.effectives.get(actor.tenantId);
  if (actor !== undefined && effective !== undefined) {
    const allowed = checkCapability(contract, capabilitiesOf(actor, effective));
    if (!allowed.ok) return say(allowed.problems, requestId);
    actor = await stand(platform, effective, actor);
  }

  // what for
  const input = await readInput(platform, contract, c);
  if (!input.ok) return say(input.problems, requestId, contract.upload === true ? close : connectionClose(input.problems));
  const { params, query, body, bytes } = input.value;

  if (open) {
    const result = await route.handleOpen!({ platform, request: c.req.raw, peer: peerOf(c), params, query, body, header, requestId, who });
    if (result instanceof Response) return dress(result, requestId);
    return result.ok ? send(contract, result.value, requestId, c) : say(result.problems, requestId);
  }
  const ifMatch = readIfMatch(header("if-match"));
  if (!ifMatch.ok) return say(ifMatch.problems, requestId);
  const call = {
    platform,
    actor: actor!,
    tenant: tenant!,
    effective: effective!,
    who,
    params,
    query,
    body,
    header,
    ifMatch: ifMatch.value,
    requestId,
    signal: () => c.req.raw.signal,
    claim: undefined,
  };

  const key = header("idempotency-key");
  if (unsafe.has(contract.method) && contract.repeat !== "own" && key !== undefined) {
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      return say([problem("invalid_query", "", "Idempotency-Key must be 1 to 255 visible ASCII characters.")], requestId);
    }
    const path = new URL(c.req.url).pathname + new URL(c.req.url).search;
    const result = await withIdempotency(
      platform,
      actor!,
      { route: `${contract.method} ${contract.path}`, key, method: contract.method, path, body: bytes },
      (claim) => route.handle!({ ...call, claim }),
    );
    return result.ok ? send(contract, result.value, requestId, c, effective!.revision) : say(result.problems, requestId);
  }
  const result = await route.handle!(call);
  if (!result.ok && contract.upload === true) return say(result.problems, requestId, close);
  return result.ok ? send(contract, result.value, requestId, c, effective!.revision) : say(result.problems, requestId);
}

function checkCapability(contract: Contract, capabilities: ReadonlySet<string>): Result<undefined> {
  const wanted = wantedCapabilities[contract.permission];
  if (wanted === undefined || wanted.some((each) => capabilities.has(each))) return ok(undefined);
  return refused(
    problem("forbidden", "", `This needs a role that may ${wanted.join(" or ")}.`, {
      reason: "capability",
      details: { capabilities: wanted },
    }),
  );
}

const wantedCapabilities: Readonly<Partial<Record<Contract["permission"], readonly string[]>>> = {
  design: ["design"],
  operate: ["operate"],
  designOrOperate: ["design", "operate"],
  designOrAdminister: ["design", "administer"],
  administer: ["administer"],
};

interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly bytes: Uint8Array;
}

const noBytes = new Uint8Array(0);

async function readInput(platform: Platform, contract: Contract, c: Context): Promise<Result<Input>> {
  let params: unknown = {};
  if (contract.params !== undefined) {
    const checked = checkShape(contract.params, c.req.param(), "params");
    if (!checked.ok) return checked;
    params = checked.value;
  }
  const asked = readQuery(c);
  if (!asked.ok) return asked;
  let query: unknown = {};
  if (contract.query !== undefined) {
    const checked = checkShape(contract.query, asked.value, "query");
    if (!checked.ok) return checked;
    query = checked.value;
  } else {
    const names = Object.keys(asked.value);
    if (names.length > 0) return refused(...names.map((name) => problem("invalid_query", `/${name}`, `<${name}> is not known here.`)));
  }
  if (contract.form === true) {
    const length = Number(c.req.header("content-length") ?? Number.NaN);
    if (!(length <= 4_096)) return refused(problem("too_large", "", "A form has at most 4 KiB."));
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
      return refused(
        problem("unsupported_media_type", "", "Send a form.", { help: "Send Content-Type: application/x-www-form-urlencoded." }),
      );
    }
    return ok({ params, query, body: undefined, bytes: noBytes });
  }
  if (contract.upload === true) {
    const upload = uploadOf(c.req.raw, contract.uploadBytes ?? platform.fileLimits.fileBytes);
    return upload.ok ? ok({ params, query, body: upload.value, bytes: noBytes }) : upload;
  }
  if (contract.body === undefined) {
    const length = c.req.header("content-length");
    if (unsafe.has(contract.method) && ((length !== undefined && length !== "0") || c.req.header("transfer-encoding") !== undefined)) {
      const read = await readBody(c.req.raw, c.req.header("content-type"), contract);
      if (!read.ok) return read;
      if (read.value.bytes.length > 0 && JSON.stringify(read.value.body) !== "{}")
        return refused(problem("unknown_key", "", "This call takes no body."));
    }
    return ok({ params, query, body: undefined, bytes: noBytes });
  }
  const read = await readBody(c.req.raw, c.req.header("content-type"), contract);
  if (!read.ok) return read;
  const checked = checkShape(contract.body, read.value.body, "body");
  return checked.ok ? ok({ params, query, body: checked.value, bytes: read.value.bytes }) : checked;
}

/** Names once each; a name given twice is refused instead of one of the two being chosen. */
function readQuery(c: Context): Result<Record<string, string>> {
  const url = c.req.url;
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  const at = url.indexOf("?");
  if (at < 0) return ok(values);
  const twice: Problem[] = [];
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (Object.hasOwn(values, name)) twice.push(problem("invalid_query", `/${name}`, `<${name}> is given more than once.`));
    if (value.includes("\u0000") || value.includes("\uFFFD")) twice.push(problem("invalid_query", `/${name}`, `<${name}> is no text.`));
    values[name] = value;
  }
  return twice.length > 0 ? refused(...twice) : ok(values);
}

function readIfMatch(value: string | undefined): Result<number | undefined> {
  if (value === undefined || value.trim() === "*") return ok(undefined);
  const version = /^\s*"(\d{1,15})"\s*$/.exec(value)?.[1];
  if (version === undefined) return refused(problem("invalid_query", "", 'If-Match must be the version as ETag gave it: "3".'));
  return ok(Number(version));
}

const peerOf = (c: Context): string | undefined => (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress;

/** A body that was not read to its end would otherwise be taken for the next request. */
const close = { connection: "close" };
const connectionClose = (problems: readonly Problem[]): Record<string, string> =>
  problems.some(({ code }) => code === "too_large") ? { connection: "close" } : {};
