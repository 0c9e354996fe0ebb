import { expect, test } from "vitest";
import type { TableDocument } from "#metadata";
import { bandsOf, neighbour, packageRows, placesOf, stateOf } from "./rows.ts";

const table = {
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit: "C",
  inputs: {},
  outputs: { m: { name: "m", label: "M", type: "text", order: "a0" } },
  rows: {
    alipay: { order: "a0", out: { m: "alipay" } },
    b_alipay: { order: "a0", out: { m: "alipay" } },
    b_jd: { order: "a1", out: { m: "jd" } },
    wechat: { order: "a1", out: { m: "wechat" }, enabled: false },
  },
} as const satisfies TableDocument;
const origins = {
  "/rows/alipay/order": "tenant",
  "/rows/alipay/out/m": "package:restaurant@1.0.0",
  "/rows/b_alipay/out/m": "tenant",
  "/rows/wechat/out/m": "package:restaurant@1.0.0",
  "/rows/wechat/enabled": "tenant",
};

test("the tenant's rows come first and are numbered first, as they are asked", () => {
  const bands = bandsOf(table, packageRows(origins));
  expect(bands).toEqual([
    { origin: "tenant", rows: ["b_alipay", "b_jd"] },
    { origin: "restaurant 1.0.0", rows: ["alipay", "wechat"] },
  ]);
  expect([...placesOf(bands)]).toEqual([
    ["b_alipay", 1],
    ["b_jd", 2],
    ["alipay", 3],
    ["wechat", 4],
  ]);
});

test("a row is new, changed, off or none of these", () => {
  expect(stateOf(table.rows.b_jd, undefined)).toBe("new");
  expect(stateOf(table.rows.b_jd, { out: { m: "jd" }, order: "a1" })).toBeUndefined();
  expect(stateOf(table.rows.b_jd, { out: { m: "x" }, order: "a1" })).toBe("changed");
  expect(stateOf(table.rows.wechat, undefined)).toBe("off");
});

test("moving along stays inside", () => {
  expect(neighbour(["a", "b"], "b", 5)).toBe("b");
  expect(neighbour(["a", "b"], "b", -1)).toBe("a");
  expect(neighbour(["a"], "gone", 1)).toBe("a");
});
