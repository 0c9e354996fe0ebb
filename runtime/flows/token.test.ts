import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { deriveToken, openToken } from "./token.ts";

const parts = { tenantId: randomUUID(), wait: randomUUID(), attempt: 3 };
const nonce = randomBytes(16);
const token = deriveToken("secret", parts, nonce);

it("says whom it belongs to, and can be computed again", () => {
  expect(token).toMatch(/^wft1\.[A-Za-z0-9_-]+$/);
  expect(openToken("secret", token)).toEqual(parts);
  expect(deriveToken("secret", parts, nonce)).toBe(token);
});
it("differs with every part, the nonce and the secret", () => {
  const others = [
    deriveToken("secret", { ...parts, tenantId: randomUUID() }, nonce),
    deriveToken("secret", { ...parts, wait: randomUUID() }, nonce),
    deriveToken("secret", { ...parts, attempt: 4 }, nonce),
    deriveToken("secret", parts, randomBytes(16)),
    deriveToken("other", parts, nonce),
  ];
  expect(new Set([token, ...others]).size).toBe(6);
});
it("is refused when any part of what is believed was changed, or it was sealed elsewhere", () => {
  const bytes = Buffer.from(token.slice(5), "base64url");
  for (let at = 0; at < 53; at++) {
    const forged = Buffer.from(bytes);
    forged[at]! ^= 1;
    expect(openToken("secret", `wft1.${forged.toString("base64url")}`)).toBeUndefined();
  }
  expect(openToken("other", token)).toBeUndefined();
  for (const junk of ["", "wft1.", "x", token.slice(0, -2), `${token}AAAA`, "wft1." + "A".repeat(9_999)])
    expect(openToken("secret", junk)).toBeUndefined();
});
