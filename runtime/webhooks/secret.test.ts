import { expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { newSecret, seal, unseal } from "./secret.ts";

const [tenant, webhook] = ["0198f0a0-0000-7000-8000-00000000000a", "0198f0a0-0000-7000-8000-00000000000b"];

it("opens for its own webhook under its own SECRET and nowhere else", () => {
  const secret = newSecret();
  const sealed = seal("installation", tenant, webhook, secret);
  expect(Buffer.from(sealed).toString("latin1")).not.toContain(secret.slice(6, 20));
  expect(unseal("installation", tenant, webhook, sealed)).toBe(secret);
  expect(() => unseal("another", tenant, webhook, sealed)).toThrow();
  expect(() => unseal("installation", webhook, webhook, sealed)).toThrow();
  expect(() => unseal("installation", tenant, tenant, sealed)).toThrow();
  const changed = Buffer.from(sealed);
  changed[changed.length - 1]! ^= 1;
  expect(() => unseal("installation", tenant, webhook, changed)).toThrow();
  expect(() => unseal("installation", tenant, webhook, changed.subarray(0, 8))).toThrow("unknown kind");
});

it("is sealed differently each time, and signs", () => {
  const secret = newSecret();
  expect(seal("x", tenant, webhook, secret)).not.toEqual(seal("x", tenant, webhook, secret));
  expect(new Webhook(secret).sign("m", new Date(0), "{}")).toMatch(/^v1,/);
});
