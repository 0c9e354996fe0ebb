import { expect, it } from "vitest";
import { slugOfHost, tenantUrl } from "./host.ts";

it.each([
  ["merchant-a.localhost:3000", "merchant-a"],
  ["MERCHANT-A.LocalHost", "merchant-a"],
  ["merchant-a.localhost.:3000", "merchant-a"],
  ["localhost:3000", undefined],
  ["127.0.0.1:3000", undefined],
  ["evil.example", undefined],
  ["a.b.localhost", undefined],
  ["-a.localhost", undefined],
  ["a'--.localhost", undefined],
  ["merchant-a.localhost.evil.example", undefined],
  [".localhost", undefined],
  [undefined, undefined],
])("%s names %s", (host, slug) => expect(slugOfHost(host, "http://localhost:3000")).toBe(slug));

it("a tenant stands one label before the base", () => {
  expect(tenantUrl("merchant-a", "http://localhost:3000")).toBe("http://merchant-a.localhost:3000");
  expect(tenantUrl("x", "https://armature.example")).toBe("https://x.armature.example");
});
