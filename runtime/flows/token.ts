import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Tx } from "#db";

/*
 * wft1.<base64url of: key id 1 | tenant 16 | wait 16 | attempt 4 | seal 16 | mac 32>
 *
 * seal: HMAC over what precedes it; tells a forged token from a real one before any database is asked, so that the tenant in
 * it can be believed. mac: HMAC over the same and a nonce that stands only in the database: neither a leak of the key nor a
 * leak of the database alone lets anybody answer. The database knows the token only by its SHA-256. The token can be computed
 * again from the stored nonce, which a redelivery after a crash needs.
 */
const prefix = "wft1.";
const keyId = 1;
const lengths = { head: 1 + 16 + 16 + 4, seal: 16, mac: 32 };

export interface TokenParts {
  readonly tenantId: string;
  readonly wait: string;
  readonly attempt: number;
}

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");
const uuidText = (bytes: Buffer): string => bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const hmac = (secret: string, purpose: string, ...parts: readonly Uint8Array[]): Buffer => {
  const key = createHmac("sha256", secret).update(`armature callback ${purpose} ${keyId}`).digest();
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** The token of one attempt of a waiting step. `nonce`: 16 random bytes kept with it. */
export function deriveToken(secret: string, { tenantId, wait, attempt }: TokenParts, nonce: Uint8Array): string {
  const head = Buffer.alloc(lengths.head);
  head[0] = keyId;
  uuidBytes(tenantId).copy(head, 1);
  uuidBytes(wait).copy(head, 17);
  head.writeUInt32BE(attempt, 33);
  const seal = hmac(secret, "seal", head).subarray(0, lengths.seal);
  const mac = hmac(secret, "mac", head, nonce);
  return prefix + Buffer.concat([head, seal, mac]).toString("base64url");
}

/** What a token says, when its seal is ours; undefined for anything else. */
export function openToken(secret: string, token: string): TokenParts | undefined {
  const bytes = Buffer.from(token.startsWith(prefix) && token.length < 200 ? token.slice(prefix.length) : "", "base64url");
  const whole = lengths.head + lengths.seal + lengths.mac;
  // the same work is done for a token of the wrong form
  const checked = bytes.length === whole ? bytes : Buffer.alloc(whole);
  const head = checked.subarray(0, lengths.head);
  const genuine = timingSafeEqual(
    hmac(secret, "seal", head).subarray(0, lengths.seal),
    checked.subarray(lengths.head, lengths.head + lengths.seal),
  );
  if (!genuine || checked !== bytes || head[0] !== keyId) return undefined;
  return { tenantId: uuidText(head.subarray(1, 17)), wait: uuidText(head.subarray(17, 33)), attempt: head.readUInt32BE(33) };
}

export const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Constant in time for equal lengths. */
export const sameToken = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));

/** Where a token stands in state, history and messages until it is delivered. */
export interface TokenMark {
  readonly $token: string;
}
export const isTokenMark = (value: unknown): value is TokenMark =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === 1 &&
  Object.hasOwn(value, "$token") &&
  typeof (value as TokenMark).$token === "string";

/**
 * A message as it leaves the house: every `{ $token }` in it becomes the token itself. Only for the edge of delivery;
 * the result is never stored or logged. A used token still materialises, but nothing answers to it any more.
 */
export async function materialiseTokens(tx: Tx, secret: string, tenantId: string, message: unknown): Promise<unknown> {
  const marks = new Set<string>();
  walk(message, (mark) => (marks.add(mark.$token), mark));
  if (marks.size === 0) return message;
  const rows = await tx.query<{ work_id: string; attempt: number; nonce: Uint8Array }>(
    `select work_id, attempt, nonce from callback where tenant_id = $1 and work_id = any($2::uuid[])`,
    [tenantId, [...marks].filter((mark) => /^[0-9a-f-]{36}$/.test(mark))],
  );
  const tokens = new Map(
    rows.map((row) => [row.work_id, deriveToken(secret, { tenantId, wait: row.work_id, attempt: row.attempt }, row.nonce)]),
  );
  return walk(message, (mark) => tokens.get(mark.$token) ?? null);
}

function walk(value: unknown, replace: (mark: TokenMark) => unknown): unknown {
  if (isTokenMark(value)) return replace(value);
  if (Array.isArray(value)) return value.map((each) => walk(each, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, replace)]));
}
