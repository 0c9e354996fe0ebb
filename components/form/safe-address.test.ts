import { describe, expect, it } from "vitest";
import { safeAddress } from "./safe-address.ts";

describe("safeAddress", () => {
  it.each(["https://a.example/x?y#z", "http://a", "mailto:a@b.c", "tel:+861", "/a/app/order", "./x", "../x", "?q=1", "#part"])(
    "%s is a link",
    (address) => expect(safeAddress(address)).toBe(address),
  );
  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example",
    "/\\evil.example",
    "file:///etc/passwd",
    "",
    "x".repeat(3_000),
  ])("%j is not", (address) => expect(safeAddress(address)).toBeUndefined());
});
