import { expect, it } from "vitest";
import { inPlace } from "./use-lines.ts";

const line = (id: string, createdAt: string, place?: number) =>
  ({ id, version: 1, createdAt, ...(place === undefined ? {} : { place }) }) as unknown as Parameters<typeof inPlace>[0][number];
const ids = (lines: Parameters<typeof inPlace>[0], order: string | undefined) => inPlace(lines, order).map(({ id }) => id);

it("lines stand by their places, those without one behind, oldest first", () => {
  const lines = [line("d", "4"), line("a", "1", 3), line("c", "3"), line("b", "2", 1)];
  expect(ids(lines, "place")).toEqual(["b", "a", "c", "d"]);
  expect(ids(lines, undefined)).toEqual(["a", "b", "c", "d"]);
  expect(ids([line("z", "1"), line("y", "1")], undefined)).toEqual(["y", "z"]);
});
