import { beforeAll, expect, it } from "vitest";
import type { ObjectDocument, TableDocument } from "#metadata";
import { isChosen } from "#runtime/rules";
import { shownObject } from "./object.ts";
import { loadRules, loadTables, offeredOptions } from "./rules.ts";

const options = Object.fromEntries(["cash", "card", "coin"].map((id, n) => [id, { label: id, order: `a${n}` }]));
const bill = {
  kind: "object",
  id: "bill",
  name: "bill",
  label: "Bill",
  fields: {
    who: { name: "who", label: "Who", type: "text", order: "a0" },
    way: {
      name: "way",
      label: "Way",
      type: "select",
      order: "a1",
      config: { options },
      offeredBy: { table: "ways", output: "way", facts: { customer: { var: "who" } } },
    },
  },
} as unknown as ObjectDocument;
const tableOf = (...ways: string[]): TableDocument => ({
  kind: "table",
  id: "t",
  name: "ways",
  label: "Ways",
  hit: "C",
  inputs: { c: { name: "customer", label: "Customer", type: "text", order: "a0" } },
  outputs: { w: { name: "way", label: "Way", type: "text", order: "a0" } },
  rows: Object.fromEntries(ways.map((way, n) => [way, { order: `a${n}`, out: { w: way } }])),
});
const context = { now: "2026-03-19T06:30:00Z", user: { id: "u1", roles: [] } };
const object = shownObject(bill);

beforeAll(async () => {
  await Promise.all([loadRules(), loadTables()]);
});

const offered = (who: string | undefined, candidate: TableDocument, share = 4_000) => {
  const sharing = { id: "0198f0a0-0000-7000-8000-000000000001", share, key: { input: "customer" } };
  const documents = { table: { ways: tableOf("cash", "card") }, candidate: { ways: { ...sharing, table: candidate } } };
  const given = offeredOptions(object.byName.get("way")!, object, documents, who === undefined ? {} : { who }, context, () => undefined);
  return { given, isTheirs: who !== undefined && isChosen(sharing, { customer: who }, "u1") };
};

it("shows the options of the table that judges the choice: what is tried for its share of the keys, else the published one", () => {
  const groups = new Set<boolean>();
  for (const who of ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]) {
    const { given, isTheirs } = offered(who, tableOf("coin"));
    expect(given).toEqual(isTheirs ? ["coin"] : ["cash", "card"]);
    groups.add(isTheirs);
  }
  expect(groups.size).toBe(2);
  expect(offered(undefined, tableOf("coin"), 10_000).given).toEqual(["cash", "card"]);
});

it("shows the published options where what is tried cannot read the facts, as the server answers", () => {
  const other = { ...tableOf("coin"), inputs: { c: { name: "age", label: "Age", type: "number" as const, order: "a0" } } };
  expect(offered("甲", other, 10_000).given).toEqual(["cash", "card"]);
});
