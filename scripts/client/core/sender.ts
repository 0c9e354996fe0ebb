import { ProblemError } from "./problem.ts";

export interface ClientOptions {
  /** where Armature answers, e.g. "https://shop.example.com" */
  readonly url: string;
  /** an API key; left out: the browser's session on that host */
  readonly key?: string;
  /** takes the place of the global fetch */
  readonly fetch?: typeof fetch;
  /** how often a call that did not get through is sent again; 2 when left out */
  readonly retries?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}
type Send = <Answer>(call: Call) => Promise<Answer>;

/** Answers that say "later": what was sent had no effect, or is told apart by its key. */
const later = new Set([429, 502, 503, 504]);
/** ms before the first repetition; twice as long each time, and as long as Retry-After says */
const pause = 250;

function sender(options: ClientOptions): Send {
  const base = `${options.url.replace(/\/+$/, "")}/api/v1`;
  const ask = options.fetch ?? fetch;
  const retries = options.retries ?? 2;
  return async <Answer>({ method, path, query = {}, body, headers = {}, signal }: Call): Promise<Answer> => {
    const asked = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
    const address = `${base}${path}${asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`}`;
    const init: RequestInit = {
      method,
      headers: {
        accept: "application/json",
        ...options.headers,
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    for (let tries = 0; ; tries++) {
      let wait = pause * 2 ** tries * (1 + Math.random());
      try {
        const answer = await ask(address, init);
        if (!later.has(answer.status) || tries >= retries) return await read<Answer>(answer);
        wait = Math.max(wait, Number(answer.headers.get("retry-after") ?? 0) * 1_000 || 0);
        await answer.body?.cancel();
      } catch (error) {
        if (error instanceof ProblemError || signal?.aborted === true || tries >= retries) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
}

async function read<Answer>(answer: Response): Promise<Answer> {
  const text = await answer.text();
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (answer.ok) return body as Answer;
  throw new ProblemError(answer.status, typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {});
}

export { type Send, sender };
