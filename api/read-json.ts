import { isUtf8 } from "node:buffer";
import { ok, pointer, problem, refused, type Json, type Result } from "#metadata";

/** Nesting that bodies and queries may have. */
export const maxDepth = 64;
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

const quote = 0x22;
const backslash = 0x5c;

/** What the scan below could refuse, escape or number, has one of these in it. */
const suspicious = /\\|__proto__|constructor|prototype|[0-9][eE]|[0-9]{300}/;

/** Most texts hold nothing of what the scan looks for: seen without going through them text by text. */
function isPlain(text: string): boolean {
  let openings = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === 0x7b || code === 0x5b) && ++openings > maxDepth) return false;
  }
  return !suspicious.test(text);
}

/**
 * Looks over JSON text before anything acts on it, without recursion: nesting, keys that reach into prototypes, texts that
 * Postgres cannot hold (NUL, half of a surrogate pair) and numbers beyond a double. Grammar is JSON.parse's work.
 */
function scan(text: string): Result<undefined> {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const start = at;
      let escaped = false;
      for (at++; at < text.length; at++) {
        const inside = text.charCodeAt(at);
        if (inside === backslash) {
          escaped = true;
          at++;
        } else if (inside === quote) break;
      }
      const raw = text.slice(start, at + 1);
      const value = escaped ? decoded(raw) : raw.slice(1, -1);
      if (value === undefined) return refused(problem("invalid_json", "", `The text at character ${start} is not valid JSON.`));
      if (escaped && (value.includes("\u0000") || !value.isWellFormed())) {
        return refused(problem("invalid_json", "", `The text at character ${start} holds a NUL or half of a surrogate pair.`));
      }
      if (forbidden.has(value) && isKey(text, at + 1)) {
        return refused(problem("forbidden_key", "", `The key <${value}> is not allowed.`, { details: { key: value } }));
      }
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return refused(problem("too_deep", "", `Nested deeper than ${maxDepth} levels.`));
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if ((code >= 0x30 && code <= 0x39) || code === 0x2d) {
      const start = at;
      while (at + 1 < text.length && isOfNumber(text.charCodeAt(at + 1))) at++;
      // the shortest number beyond a double is 1e309
      if (at - start >= 4 && Math.abs(Number(text.slice(start, at + 1))) === Infinity) {
        return refused(problem("invalid_json", "", `The number at character ${start} is greater than a double can hold.`));
      }
    }
  }
  return ok(undefined);
}

const isOfNumber = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;

function isKey(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
    return code === 0x3a;
  }
  return false;
}

function decoded(raw: string): string | undefined {
  try {
    return JSON.parse(raw) as string;
  } catch {
    return undefined;
  }
}

/** Text → JSON value, refused before it is acted on when it is too deep, has forbidden keys or cannot be stored. */
export function readJson(text: string): Result<Json> {
  const scanned = isPlain(text) ? ok(undefined) : scan(text);
  if (!scanned.ok) return scanned;
  try {
    return ok(JSON.parse(text) as Json);
  } catch {
    return refused(problem("invalid_json", "", "The body is not valid JSON."));
  }
}

/** Bytes → JSON value. Anything but UTF-8 without a byte order mark is refused. */
export function readJsonBytes(bytes: Uint8Array): Result<Json> {
  if (!isUtf8(bytes)) return refused(problem("invalid_json", "", "The body is not UTF-8."));
  return readJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
}

/** A pointer from the path of a zod issue. */
export const pointerOf = (path: readonly PropertyKey[]): string => pointer(...path.map((part) => String(part)));
