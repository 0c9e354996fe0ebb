import { expect, it } from "vitest";
import { sizeOf } from "./limits.ts";

it("says sizes as people do, never more than they are", () => {
  expect([0, 900, 1_024, 1_100_000, 50 * 1024 ** 2, 1.58 * 1024 ** 3].map(sizeOf)).toEqual([
    "0 bytes",
    "900 bytes",
    "1 KiB",
    "1 MiB",
    "50 MiB",
    "1.5 GiB",
  ]);
});
