import type { Problem } from "#metadata";
import { heardRevision } from "./revision.ts";

/** An answer that is not 2xx: RFC 9457, with the problems in it. Status 0: no answer at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: readonly Problem[];
  readonly requestId: string | undefined;
  /** facts of the problem that speaks for all, for words in the reader's language */
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** the whole body, for answers that carry more (both versions at 412) */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>, requestId: string | undefined) {
    const problems = Array.isArray(body["problems"]) ? (body["problems"] as Problem[]) : [];
    super(String(body["detail"] ?? problems[0]?.message ?? body["title"] ?? `HTTP ${status}`));
    this.name = "ApiProblem";
    this.status = status;
    this.code = String(body["code"] ?? problems[0]?.code ?? (status === 0 ? "unreachable" : "internal"));
    this.problems = problems;
    this.details = body["details"] as Readonly<Record<string, unknown>> | undefined;
    this.requestId = requestId;
    this.body = body;
  }
}

export interface ApiInit {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** sent as JSON */
  readonly body?: unknown;
  /** the version that was read: always given when something existing is changed */
  readonly ifMatch?: number | string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** the same deed sent twice counts once; made anew for every POST unless given */
  readonly idempotencyKey?: string;
}

export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly status: number;
  readonly etag: string | undefined;
  /** revision of the metadata the answer was made with */
  readonly revision: number | undefined;
}

/** Version as an ETag. */
export const etag = (version: number | string): string =>
  typeof version === "string" && version.startsWith('"') ? version : `"${version}"`;

/**
 * Calls the API of this host, `path` under /api/v1.
 * @throws ApiProblem for every answer that is not 2xx, and with status 0 when there is none.
 */
export async function call<Body = unknown>(path: string, init: ApiInit = {}): Promise<ApiAnswer<Body>> {
  const method = init.method ?? (init.body === undefined ? "GET" : "POST");
  const headers = new Headers({ accept: "application/json" });
  if (init.body !== undefined) headers.set("content-type", "application/json");
  if (init.ifMatch !== undefined) headers.set("if-match", etag(init.ifMatch));
  if (method === "POST") headers.set("idempotency-key", init.idempotencyKey ?? crypto.randomUUID());
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new ApiProblem(0, { code: "unreachable", detail: "The server cannot be reached" }, undefined);
  }
  const text = await response.text();
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = { detail: text.slice(0, 200) };
  }
  if (!response.ok) {
    throw new ApiProblem(response.status, (body ?? {}) as Record<string, unknown>, response.headers.get("x-request-id") ?? undefined);
  }
  const revision = response.headers.get("x-metadata-revision");
  if (revision !== null) heardRevision(Number(revision));
  return {
    body: body as Body,
    status: response.status,
    etag: response.headers.get("etag") ?? undefined,
    revision: revision === null ? undefined : Number(revision),
  };
}

/** `call`, the body alone. */
export const api = async <Body = unknown>(path: string, init: ApiInit = {}): Promise<Body> => (await call<Body>(path, init)).body;

/** A path with its query; undefined values are left out, objects are sent as JSON. */
export function withQuery(path: string, query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    search.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}
