import { expect, test } from "vitest";
import { chunkSize, sizeAfter } from "./pace.ts";

test("chunks become as large as is quick, and smaller where they hold others up or failed", () => {
  expect([sizeAfter(100, 20), sizeAfter(400, 20), sizeAfter(3, 20)]).toEqual([200, 500, 10]);
  expect(sizeAfter(100, 150)).toBe(100);
  expect([sizeAfter(500, 1_000), sizeAfter(20, 5_000)]).toEqual([68, 10]);
  expect([chunkSize({ kept: {}, attempt: 1 }, 100), chunkSize({ kept: { value: 68 }, attempt: 1 }, 100)]).toEqual([100, 68]);
  expect([chunkSize({ kept: {}, attempt: 3 }, 100), chunkSize({ kept: {}, attempt: 9 }, 100)]).toEqual([6, 1]);
});
