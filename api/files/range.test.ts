import { expect, it } from "vitest";
import { rangeOf } from "./range.ts";

it.each([
  ["bytes=0-4", { first: 0, last: 4 }],
  ["bytes=5-", { first: 5, last: 9 }],
  ["bytes=-3", { first: 7, last: 9 }],
  ["bytes=-30", { first: 0, last: 9 }],
  ["bytes=9-99", { first: 9, last: 9 }],
  ["bytes=10-", "none"],
  ["bytes=-0", "none"],
  ["bytes=4-2", undefined],
  ["bytes=-", undefined],
  ["bytes=0-1,3-4", undefined],
  ["lines=0-1", undefined],
  ["bytes=0-1e3", undefined],
  [undefined, undefined],
])("of ten bytes, <%s> asks for %j", (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});
