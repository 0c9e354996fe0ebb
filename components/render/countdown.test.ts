import { describe, expect, it } from "vitest";
import { countdown } from "./countdown.ts";

describe("countdown", () => {
  it.each([
    [252_000, "04:12"],
    [251_001, "04:12"],
    [0, "00:00"],
    [-5, "00:00"],
    [3_852_000, "1:04:12"],
  ])("%i ms is %s", (ms, text) => expect(countdown(ms)).toBe(text));
});
