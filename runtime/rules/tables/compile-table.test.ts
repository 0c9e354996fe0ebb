import { describe, expect, it } from "vitest";
import type { Cell, TableDocument } from "#metadata";
import { checkTable, compileTable, inOneBand, rowLayers } from "../index.ts";

const inputs: TableDocument["inputs"] = {
  ch: {
    name: "channel",
    label: "Channel",
    type: "enum",
    order: "a0",
    options: { app: { label: "App", order: "a0" }, web: { label: "Web", order: "a1" }, pos: { label: "POS", order: "a2" } },
  },
  am: { name: "amount", label: "Amount", type: "money", order: "a1" },
  ti: { name: "time", label: "Time", type: "time", order: "a2" },
  da: { name: "day", label: "Day", type: "date", order: "a3" },
  no: { name: "count", label: "Count", type: "number", order: "a4" },
  bo: { name: "member", label: "Member", type: "boolean", order: "a5" },
  te: { name: "city", label: "City", type: "text", order: "a6" },
  is: { name: "placed", label: "Placed", type: "instant", order: "a7" },
};
const table = (rows: TableDocument["rows"], more: Partial<TableDocument> = {}): TableDocument => ({
  kind: "table",
  id: "methods",
  name: "methods",
  label: "Methods",
  hit: "C",
  timezone: "Asia/Shanghai",
  currency: "CNY",
  inputs,
  outputs: { me: { name: "method", label: "Method", type: "text", order: "a0" } },
  rows,
  ...more,
});
const at = "2026-03-19T06:30:00.000Z";
/** Which of one row's cells hold for a fact. */
const hits = (input: string, cell: Cell, facts: Record<string, unknown>): boolean => {
  const decided = compileTable(table({ r: { order: "a0", cells: { [input]: cell }, out: { me: "x" } } })).decide(facts, { at });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.value.hits.length === 1;
};

describe("cells", () => {
  it.each<[string, string, Cell, readonly unknown[], readonly unknown[]]>([
    ["ch", "channel", { eq: "app" }, ["app"], ["web", null, undefined]],
    ["ch", "channel", { in: ["app", "web"] }, ["app", "web"], ["pos", null]],
    ["ch", "channel", { notIn: ["app"] }, ["web"], ["app", null]],
    ["ch", "channel", { any: true }, ["app", null, undefined], []],
    ["ch", "channel", { missing: true }, [null, undefined], ["app"]],
    ["ch", "channel", { present: true }, ["app"], [null, undefined]],
    [
      "am",
      "amount",
      { range: [{ from: "100.00", to: "200.00" }] },
      ["100", 100, { currency: "CNY", minor: 19999 }, { amount: "150.5" }],
      ["99.99", "200.00", null],
    ],
    ["am", "amount", { range: [{ from: "100", to: "200", bounds: "(]" }] }, ["100.01", "200"], ["100", "200.01"]],
    [
      "am",
      "amount",
      {
        range: [
          { from: null, to: 10 },
          { from: 20, to: null },
        ],
      },
      ["-5", 9.99, 20, "9999999"],
      [10, 19.99],
    ],
    ["am", "amount", { eq: "12.00" }, ["12", 12, { currency: "CNY", minor: 1200 }], ["12.01"]],
    [
      "ti",
      "time",
      { range: [{ from: "09:00", to: "17:30" }] },
      ["09:00", "17:29:59", "2026-03-19T06:30:00Z", "2026-03-19T17:29:00+08:00"],
      ["17:30", "08:59", "2026-03-19T00:30:00Z"],
    ],
    ["ti", "time", { range: [{ from: "22:00", to: "02:00" }] }, ["22:00", "23:59", "00:00", "01:59"], ["02:00", "21:59"]],
    ["ti", "time", { range: [{ from: "18:00", to: "24:00" }] }, ["18:00", "23:59:59"], ["00:00"]],
    [
      "da",
      "day",
      { range: [{ from: "2026-03-19", to: "2026-03-20" }] },
      ["2026-03-19", "2026-03-18T16:00:00Z", "2026-03-19T15:59:59Z"],
      ["2026-03-20", "2026-03-19T16:00:00Z"],
    ],
    ["no", "count", { range: [{ from: 1, to: 3, bounds: "[]" }] }, [1, 3, 2.5, "2.50"], [0.999, 3.001]],
    ["no", "count", { range: [{ from: 1, to: 3, bounds: "()" }] }, [1.001, 2.999], [1, 3]],
    ["bo", "member", { eq: false }, [false], [true, null]],
    ["te", "city", { range: [{ from: "A", to: "a" }] }, ["A", "Z"], ["a", "中"]],
    [
      "is",
      "placed",
      { range: [{ from: "2026-03-19T08:00:00+08:00", to: null }] },
      ["2026-03-19T00:00:00Z", "2026-03-19T09:00:00+08:00"],
      ["2026-03-18T23:59:59.999Z"],
    ],
  ])("%s %s %j", (input, name, cell, holds, fails) => {
    for (const fact of holds) expect(hits(input, cell, { [name]: fact }), JSON.stringify(fact)).toBe(true);
    for (const fact of fails) expect(hits(input, cell, { [name]: fact }), JSON.stringify(fact)).toBe(false);
  });
});

describe("facts", () => {
  it("everything wrong at once, and nothing decided", () => {
    const decided = compileTable(table({ r: { order: "a0", out: { me: "x" } } })).decide(
      { chanel: "app", channel: "fax", amount: "1.005", count: "many", member: 1, time: "24:00", day: "2026-02-30" },
      { at },
    );
    expect(decided.ok ? [] : decided.problems.map((each) => `${each.code} ${each.path}`)).toEqual([
      "unknown_field /chanel",
      "not_an_option /channel",
      "invalid /amount",
      "wrong_type /time",
      "wrong_type /day",
      "wrong_type /count",
      "wrong_type /member",
    ]);
  });

  it.each([
    [{ amount: { currency: "USD", minor: 1 } }],
    [{ amount: { currency: "CNY", minor: 1.5 } }],
    [{ placed: "2026-03-19" }],
    [{ constructor: 1 }],
    [JSON.parse('{"__proto__":{"channel":"app"}}')],
  ])("%j is refused", (facts) => expect(compileTable(table({})).decide(facts, { at }).ok).toBe(false));

  it("no object, or no instant, is refused", () => {
    expect(compileTable(table({})).decide([] as never).ok).toBe(false);
    expect(compileTable(table({})).decide({}, { at: "yesterday" })).toMatchObject({ ok: false, problems: [{ path: "/at" }] });
  });
});

describe("rows", () => {
  const rows: TableDocument["rows"] = {
    c: { order: "a1", out: { me: "c" } },
    a: { order: "a0", out: { me: "a" }, enabled: false },
    b: { order: "a1", out: { me: "b" }, validFrom: "2026-03-01T00:00:00Z", validTo: "2026-04-01T00:00:00Z" },
    d: { order: "a0", out: { me: "d" }, cells: { ch: { eq: "app" } } },
  };
  const methods = (
    document: TableDocument,
    facts: Record<string, unknown>,
    when = at,
    bandOf?: (row: string) => string,
  ): readonly unknown[] => {
    const decided = compileTable(document, { bandOf }).decide(facts, { at: when });
    return decided.ok ? decided.value.outputs.map((each) => each["method"]) : decided.problems.map((each) => each.code);
  };

  it("stand by order, then by id; disabled and invalid ones are passed over", () => {
    expect(methods(table(rows), { channel: "app" })).toEqual(["d", "b", "c"]);
    expect(methods(table(rows), { channel: "app" }, "2026-04-01T00:00:00Z")).toEqual(["d", "c"]);
    expect(methods(table(rows), {}, "2026-02-28T23:59:59.999Z")).toEqual(["c"]);
  });

  it("a tenant's rows stand before a package's, those before the platform's", () => {
    const bands: Record<string, string> = { b: "package:restaurant@1.0.0", c: "tenant", d: "platform" };
    expect(methods(table(rows), { channel: "app" }, at, (row) => bands[row] ?? "tenant")).toEqual(["c", "b", "d"]);
  });

  it("in one band they are asked in the same order by who knows no layers", () => {
    const bands: Record<string, string> = { b: "package:restaurant@1.0.0", c: "tenant", d: "platform" };
    const one = inOneBand(table(rows), (row) => bands[row]);
    expect(methods(one, { channel: "app" })).toEqual(["c", "b", "d"]);
    expect(checkTable({ ...one }, {})).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`r${n}`, { order: `a${n}`, out: { me: `${n}` } }] as const));
    const layers = (row: string) => (Number(row.slice(1)) % 2 === 0 ? "package:p@1.0.0" : "tenant");
    expect(methods(inOneBand(table(many), layers), {})).toEqual(methods(table(many), {}, at, layers));
  });

  it("the layer of a row is the one that made it", () => {
    const layerOf = rowLayers({
      "/label": "package:restaurant@1.0.0",
      "/rows/b/order": "package:restaurant@1.0.0",
      "/rows/b/out/me": "package:restaurant@1.0.0",
      "/rows/b/enabled": "tenant",
      "/rows/c/out/me": "tenant",
      "/rows/d/out/me": "platform",
    });
    expect(["a", "b", "c", "d"].map(layerOf)).toEqual([undefined, "package:restaurant@1.0.0", "tenant", "platform"]);
    expect(methods(table(rows), { channel: "app" }, at, layerOf as (row: string) => string)).toEqual(["c", "b", "d"]);
  });

  it("hit F: the first; the default when there is none", () => {
    const first = table(rows, { hit: "F", default: { me: "cash" } });
    expect(compileTable(first).decide({ channel: "app" }, { at })).toEqual({
      ok: true,
      value: { outputs: [{ method: "d" }], hits: ["d"] },
    });
    const none = table({ r: { order: "a0", cells: { ch: { eq: "app" } }, out: { me: "x" } } }, { hit: "F", default: { me: "cash" } });
    expect(compileTable(none).decide({}, { at })).toEqual({ ok: true, value: { outputs: [{ method: "cash" }], hits: [] } });
    expect(compileTable({ ...none, default: undefined }).decide({}, { at })).toEqual({ ok: true, value: { outputs: [], hits: [] } });
  });

  it("gives typed outputs by name", () => {
    const document = table(
      { r: { order: "a0", out: { fee: "1.50", day: "2026-03-19", ok: true } } },
      {
        outputs: {
          fee: { name: "fee_amount", label: "Fee", type: "money", order: "a0" },
          day: { name: "pay_day", label: "Day", type: "date", order: "a1" },
          ok: { name: "preselect", label: "Preselect", type: "boolean", order: "a2" },
        },
      },
    );
    const decided = compileTable(document).decide({}, { at });
    expect(decided).toEqual({
      ok: true,
      value: { outputs: [{ fee_amount: { currency: "CNY", minor: 150 }, pay_day: "2026-03-19", preselect: true }], hits: ["r"] },
    });
  });
});

describe("why not", () => {
  const document = table({
    r1: {
      order: "a0",
      cells: { am: { range: [{ from: "200.00", to: null }] }, ch: { eq: "app" } },
      out: { me: "credit" },
      note: "large orders",
    },
    r2: { order: "a1", cells: { am: { range: [{ from: "500.00", to: null }] }, ch: { eq: "web" } }, out: { me: "credit" } },
    r3: { order: "a2", out: { me: "cash" }, enabled: false },
    r4: { order: "a3", out: { me: "alipay" } },
    r5: { order: "a4", out: { me: "gift" }, validTo: "2026-01-01T00:00:00Z", cells: { te: { missing: true }, bo: { eq: true } } },
  });

  it("names the closest row and what failed, with actual and expected", () => {
    const decided = compileTable(document).decide({ channel: "app", amount: "120.00", city: "北京" }, { at, explain: true });
    expect(decided).toEqual({
      ok: true,
      value: {
        outputs: [{ method: "alipay" }],
        hits: ["r4"],
        because: [
          {
            output: { method: "credit" },
            row: "r1",
            label: "large orders",
            failing: [
              {
                input: "amount",
                actual: { currency: "CNY", minor: 12000 },
                expected: { range: [{ from: "200.00", to: null }] },
                code: "below",
                reason: "amount 120.00 is below 200.00",
              },
            ],
          },
          {
            output: { method: "cash" },
            row: "r3",
            failing: [{ input: "", actual: null, expected: { any: true }, code: "row_disabled", reason: "row disabled" }],
          },
          {
            output: { method: "gift" },
            row: "r5",
            failing: [
              {
                input: "",
                actual: null,
                expected: { any: true },
                code: "no_longer_valid",
                reason: "the row held until 2026-01-01T00:00:00Z",
              },
              { input: "member", actual: null, expected: { eq: true }, code: "absent", reason: "member is not given" },
              {
                input: "city",
                actual: "北京",
                expected: { missing: true },
                code: "present",
                reason: "city 北京 is given, and must not be",
              },
            ],
          },
        ],
      },
    });
  });

  it("hit F: a row that would hit stands behind another", () => {
    const decided = compileTable({ ...document, hit: "F" }).decide({ channel: "app", amount: "250" }, { at, explain: true });
    expect(decided.ok && decided.value.because?.find((each) => each.output["method"] === "alipay")?.failing).toMatchObject([
      { code: "earlier_row", reason: "row r1 stands before it and hits" },
    ]);
  });
});

describe("checking", () => {
  const codes = (document: TableDocument, context = {}): readonly string[] =>
    checkTable(document, context).map((each) => `${each.code} ${each.path}`);

  it("finds nothing wrong with a good table", () =>
    expect(codes(table({ r: { order: "a0", cells: { ch: { eq: "app" } }, out: { me: "x" } } }))).toEqual([]));

  it("finds everything wrong at once", () => {
    expect(
      codes(
        table({
          r: {
            order: "a0",
            cells: {
              ch: { in: ["app", "fax"] },
              am: {
                range: [
                  { from: "10.001", to: null },
                  { from: "20", to: "10" },
                  { from: 5, to: 5 },
                ],
              },
              ti: { eq: "9:30" },
              da: { eq: "2026-02-30" },
              bo: { range: [{ from: true, to: null }] },
              no: { eq: "1" },
              nope: { any: true },
            },
            out: { me: 1, mee: "x" },
            validFrom: "2026-02-01T00:00:00Z",
            validTo: "2026-01-01T00:00:00Z",
          },
          s: { order: "a1", out: {} },
        }),
      ),
    ).toEqual([
      "not_an_option /rows/r/cells/ch/in/1",
      "invalid /rows/r/cells/am/range/0/from",
      "out_of_range /rows/r/cells/am/range/1",
      "out_of_range /rows/r/cells/am/range/2",
      "wrong_type /rows/r/cells/ti/eq",
      "wrong_type /rows/r/cells/da/eq",
      "wrong_type /rows/r/cells/bo/range",
      "wrong_type /rows/r/cells/no/eq",
      "unknown_name /rows/r/cells/nope",
      "wrong_type /rows/r/out/me",
      "unknown_name /rows/r/out/mee",
      "out_of_range /rows/r/validTo",
      "required /rows/s/out",
    ]);
  });

  it("money without a currency, a zone that is none, columns of one name, an enum without options", () => {
    const { currency: _, ...without } = table({});
    expect(codes(without as TableDocument)).toEqual(["required /currency"]);
    expect(codes(table({}, { timezone: "Mars/Olympus" }))).toEqual(["invalid /timezone"]);
    expect(codes(table({}, { inputs: { a: inputs["ti"]!, b: inputs["ti"]! } }))).toEqual(["name_taken /inputs/b/name"]);
    const bare = { name: "x", label: "X", type: "enum", order: "a0" } as const;
    expect(codes(table({}, { inputs: { x: bare } }))).toEqual(["required /inputs/x"]);
  });

  it("options of a select field, when they are known", () => {
    const document = table(
      { r: { order: "a0", out: { me: "alipa" } } },
      { outputs: { me: { name: "method", label: "M", type: "enum", order: "a0", optionsOf: "order.method" } } },
    );
    expect(codes(document)).toEqual([]);
    expect(codes(document, { optionsOf: () => undefined })).toEqual(["unknown_name /outputs/me/optionsOf"]);
    expect(checkTable(document, { optionsOf: () => ["alipay"] })).toMatchObject([
      { code: "not_an_option", path: "/rows/r/out/me", message: expect.stringContaining('did you mean "alipay"?') },
    ]);
  });

  it("a faulty table is a fault, not a wrong decision", () => {
    expect(() => compileTable(table({ r: { order: "a0", cells: { no: { eq: "1" } }, out: { me: "x" } } }))).toThrow("/rows/r/cells/no/eq");
  });
});
