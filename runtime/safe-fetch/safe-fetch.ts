import { lookup as resolve } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { isPublic, type Allowed } from "./address.ts";

/** One request to an address that somebody outside named. */
export interface Outgoing {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** ms for all of it, redirects included; default 10,000 */
  readonly timeoutMs?: number;
  /** most bytes of the answer's body that are read; default 5 MiB. More: `cut` */
  readonly mostBytes?: number;
  /** redirects that are followed; default 0 */
  readonly redirects?: number;
}

export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** the body was longer than was read */
  readonly cut: boolean;
}

export type SafeFetch = (outgoing: Outgoing) => Promise<Incoming>;

/** The address is none that may be asked: another scheme, credentials in it, or a host that is not on the public Internet. */
export class AddressForbidden extends Error {
  override readonly name = "AddressForbidden";
}

/** Headers that are meant for one host and go to no other. */
const forOneHost = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * The one way out. Every connection's address is looked at when it is made, after names were resolved, so that a name that changes its mind
 * leads nowhere; literal addresses and every redirect are checked the same way. Nothing is decompressed.
 */
export function createSafeFetch(allowed: Allowed = []): SafeFetch & { readonly close: () => Promise<void> } {
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, "", 0);
      const inside = addresses.find(({ address }) => !isPublic(address, allowed));
      if (inside !== undefined || addresses.length === 0) {
        return done(new AddressForbidden(`${hostname} leads to an address that may not be asked`), "", 0);
      }
      if (options.all === true) return (done as (error: null, all: typeof addresses) => void)(null, addresses);
      done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
  const agent = new Agent({
    connect: { lookup, timeout: 5_000 },
    maxHeaderSize: 16_384,
    connections: 10,
    pipelining: 0,
    keepAliveTimeout: 1_000,
  });

  function check(address: string): URL {
    const url = URL.parse(address);
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
      throw new AddressForbidden("only http and https addresses are asked");
    if (url.username !== "" || url.password !== "") throw new AddressForbidden("an address may hold no credentials");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !isPublic(host, allowed)) throw new AddressForbidden(`${host} is an address that may not be asked`);
    return url;
  }

  async function fetchOnce(outgoing: Outgoing, url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Incoming> {
    const answer = await request(url, {
      dispatcher: agent,
      method: outgoing.method ?? "GET",
      headers: { "user-agent": "Armature", "accept-encoding": "identity", ...headers },
      ...(outgoing.body === undefined ? {} : { body: outgoing.body }),
      signal,
    });
    const most = outgoing.mostBytes ?? 5 * 1_048_576;
    const chunks: Uint8Array[] = [];
    let size = 0;
    let cut = false;
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      chunks.push(size + chunk.length > most ? chunk.subarray(0, most - size) : chunk);
      size += chunk.length;
      if (size > most) {
        cut = true;
        answer.body.destroy();
        break;
      }
    }
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks), cut };
  }

  async function safeFetch(outgoing: Outgoing): Promise<Incoming> {
    const signal = AbortSignal.timeout(outgoing.timeoutMs ?? 10_000);
    let url = check(outgoing.url);
    let headers: Record<string, string> = { ...outgoing.headers };
    for (let hop = 0; ; hop++) {
      const answer = await fetchOnce(outgoing, url, headers, signal).catch((error: unknown) => {
        throw forbiddenIn(error) ?? error;
      });
      const location = answer.headers["location"];
      if (hop >= (outgoing.redirects ?? 0) || ![301, 302, 303, 307, 308].includes(answer.status) || typeof location !== "string")
        return answer;
      const next = check(new URL(location, url).href);
      if (next.origin !== url.origin)
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !forOneHost.has(name.toLowerCase())));
      url = next;
    }
  }
  return Object.assign(safeFetch, { close: () => agent.close() });
}

/** A refusal of the lookup comes back wrapped by the client. */
function forbiddenIn(error: unknown): AddressForbidden | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof AddressForbidden) return each;
  return undefined;
}
