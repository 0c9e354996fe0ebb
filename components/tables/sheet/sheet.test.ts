import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell, ColumnType, Given, Json, TableDocument, TableRow } from "#metadata";
import { mostCellText } from "#sheets";
import { type DocumentKey, type Documents, sameJson } from "../../designer/documents.ts";
import { perform } from "../../designer/behaviours/index.ts";
import { orderedIds } from "../../designer/order.ts";
import { columnsOf } from "../column.ts";
import { csvFile, readFile, workbookFile } from "./file.ts";
import { longestRising } from "./longest-rising.ts";
import { type SheetRead, sheetToRows } from "./rows-in.ts";
import { rowsToSheet } from "./rows-out.ts";
import { takeSheet } from "./take-sheet.ts";
import { sameCell, sameGiven } from "./texts.ts";

const options = {
  app: { label: { en: "App", zh: "应用" }, order: "a0" },
  web: { label: { en: "Web; page", zh: "网页、页面" }, order: "a1" },
  not: { label: { en: "Any", zh: "任意" }, order: "a2" },
  twin: { label: { en: "App", zh: "双" }, order: "a3" },
};
const types: readonly ColumnType[] = [
  "text",
  "enum",
  "number",
  "money",
  "boolean",
  "date",
  "instant",
  "time",
  "weekday",
  "reference",
  "set",
];
const empty: TableDocument = {
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit: "C",
  currency: "CNY",
  inputs: Object.fromEntries(
    types.map((type, at) => [
      `i_${type}`,
      // two columns of one label, and one that is called as a head of ours
      {
        name: type,
        label: at < 2 ? "Same" : type === "boolean" ? { en: "Note", zh: "启用" } : { en: type, zh: `列 ${type}` },
        type,
        order: `a${at.toString(36)}`,
        ...(type === "enum" ? { options } : {}),
      },
    ]),
  ),
  outputs: Object.fromEntries(
    types.flatMap((type, at) => [
      [`o_${type}`, { name: type, label: type, type, order: `a${at.toString(36)}`, ...(type === "enum" ? { options } : {}) }],
      [
        `l_${type}`,
        { name: `${type}s`, label: `${type}s`, type, list: true, order: `b${at.toString(36)}`, ...(type === "enum" ? { options } : {}) },
      ],
    ]),
  ),
  rows: {},
};
const columns = columnsOf(empty, new Map());

const nasty = fc.constantFrom(
  "=1+1",
  "'=x",
  "-5",
  "- 5",
  "+a",
  "@b",
  "＝c",
  "'-3",
  " a ",
  "any",
  "任意",
  "missing",
  "not a",
  "a; b",
  "a, b",
  '"q"',
  "x*",
  "..",
  "a .. b",
  "json {}",
  "…",
  '= {"a": 1}',
  "=[1]",
  "1e5",
  "007",
  "_x0041_",
  "\tt",
  "line\nend",
  "back\rhere",
  "中文",
  "😀",
  "TRUE",
);
const text = fc.oneof(
  nasty,
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 6 }).filter((each) => !/[\ud800-\udfff]/u.test(each)),
);
const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const constants: Record<ColumnType, fc.Arbitrary<string | number | boolean>> = {
  text,
  set: text,
  enum: fc.constantFrom(...Object.keys(options)),
  number: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0),
    fc.integer(),
  ),
  money: fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom("", ".5", ".00", ".01")).map(([whole, cents]) => `${whole}${cents}`),
  boolean: fc.boolean(),
  date: instant.map((at) => at.slice(0, 10)),
  instant,
  time: instant.map((at) => at.slice(11, 16)),
  weekday: fc.integer({ min: 1, max: 7 }),
  reference: fc.uuid(),
};
const logic = fc.oneof(
  fc.constant<Json>({ "==": [{ var: "text" }, "=a"] }),
  fc.constant<Json>(true),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);
const cellOf = (type: ColumnType): fc.Arbitrary<Cell> => {
  const one = constants[type];
  const many = fc.array(one, { minLength: 1, maxLength: 4 });
  const range = fc.record(
    { from: fc.option(one), to: fc.option(one), bounds: fc.constantFrom("[)", "[]", "()", "(]") },
    { requiredKeys: ["from", "to"] },
  );
  return fc.oneof(
    fc.constant<Cell>({ any: true }),
    fc.constant<Cell>({ missing: true }),
    fc.constant<Cell>({ present: true }),
    one.map((eq) => ({ eq })),
    many.map((values) => ({ in: values })),
    many.map((values) => ({ notIn: values })),
    fc.array(range, { minLength: 1, maxLength: 3 }).map((ranges) => ({ range: ranges }) as Cell),
    fc.array(text, { minLength: 1, maxLength: 3 }).map((prefix) => ({ prefix })),
    many.map((hasAny) => ({ hasAny })),
    many.map((hasAll) => ({ hasAll })),
    logic.map((each) => ({ logic: each }) as Cell),
  );
};
const givenOf = (type: ColumnType, list: boolean): fc.Arbitrary<Given> =>
  fc.oneof(
    { weight: 4, arbitrary: list ? fc.array(constants[type], { minLength: 1, maxLength: 3 }) : constants[type] },
    { weight: 1, arbitrary: logic.map((each) => ({ logic: each }) as Given) },
  );
const row: fc.Arbitrary<Omit<TableRow, "order">> = fc.record(
  {
    cells: fc.record(Object.fromEntries(types.map((type) => [`i_${type}`, cellOf(type)])), { requiredKeys: [] }) as fc.Arbitrary<
      Record<string, Cell>
    >,
    out: fc
      .record(
        Object.fromEntries(
          types.flatMap((type) => [
            [`o_${type}`, givenOf(type, false)],
            [`l_${type}`, givenOf(type, true)],
          ]),
        ),
        { requiredKeys: [] },
      )
      .map((out) => ({ o_boolean: true, ...out }) as Record<string, Given>),
    enabled: fc.boolean(),
    note: text,
    validFrom: fc.constantFrom("2026-03-16T00:00:00Z", "2026-03-16T08:30:00.000Z"),
    validTo: fc.constantFrom("2027-03-16T00:00:00Z"),
  },
  { requiredKeys: ["out"] },
);
const tables = fc.array(row, { minLength: 1, maxLength: 5 }).map((rows): TableDocument => ({
  ...empty,
  rows: Object.fromEntries(rows.map((each, at) => [`${at}-row_${at}`, { ...each, order: `a${at}` }])),
}));

const ids = (table: TableDocument): string[] => orderedIds(table.rows as unknown as Json);
const asFile = async (table: TableDocument, locale: string, kind: string): Promise<string[][]> => {
  const blob =
    kind === "csv"
      ? await csvFile(rowsToSheet(table, columns, ids(table), locale))
      : await workbookFile("Table", rowsToSheet(table, columns, ids(table), locale, mostCellText), []);
  const read = await readFile(new File([blob], `rows.${kind}`));
  if ("unreadable" in read) throw new Error(`${read.unreadable} ${read.why}`);
  return read.matrix;
};
const held = (matrix: string[][], table: TableDocument): SheetRead => {
  let made = 0;
  const read = sheetToRows(matrix, table, columns, ids(table), () => `new${(made += 1)}`);
  if ("unfit" in read) throw new Error(read.unfit);
  return read;
};
const taken = (table: TableDocument, matrix: string[][], choice = { removes: true, reorders: true }): TableDocument => {
  const documents: Documents = new Map<DocumentKey, TableDocument>([["table/t", table]]);
  const done = perform(documents, takeSheet(held(matrix, table), table, ids(table), "table/t", choice));
  return done!.documents.get("table/t") as TableDocument;
};

describe.each([
  ["csv", "en"],
  ["csv", "zh"],
  ["xlsx", "en"],
  ["xlsx", "zh"],
])("%s in %s", (kind, locale) => {
  test("out and in again is the same document, every kind of cell in it", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const matrix = await asFile(table, locale, kind);
        const read = held(matrix, table);
        expect([read.rejected, read.changed, read.added, read.missing, read.ignored]).toEqual([[], [], [], [], []]);
        expect(taken(table, matrix)).toBe(table);
      }),
      { numRuns: 60 },
    );
  });

  test("taken into a table without rows it says the same under the same ids", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const matrix = await asFile(table, locale, kind);
        expect(held(matrix, empty).rejected).toEqual([]);
        const made = taken(empty, matrix);
        expect(ids(made)).toEqual(ids(table));
        for (const [id, { order: _, ...source }] of Object.entries(table.rows)) {
          const copy = made.rows[id]!;
          expect([copy.enabled !== false, copy.note]).toEqual([source.enabled !== false, source.note]);
          for (const column of columns) {
            const [one, other] =
              column.side === "input" ? [source.cells?.[column.id], copy.cells?.[column.id]] : [source.out[column.id], copy.out[column.id]];
            const same =
              column.side === "input" ? sameCell(one as Cell, other as Cell, column) : sameGiven(one as Given, other as Given, column);
            if (!same) expect({ column: column.id, is: other }).toEqual({ column: column.id, is: one });
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

const small: TableDocument = {
  ...empty,
  inputs: {
    channel: { name: "channel", label: { en: "Channel", zh: "渠道" }, type: "enum", order: "a0", options },
    amount: { name: "amount", label: "Amount", type: "money", order: "a1" },
  },
  outputs: { method: { name: "method", label: "Method", type: "text", order: "a0" } },
  rows: {
    r1: { order: "a0", cells: { channel: { eq: "web" } }, out: { method: "jd" } },
    r2: { order: "a1", cells: { amount: { range: [{ from: "10.00", to: null }] } }, out: { method: "alipay" } },
    r3: { order: "a2", enabled: false, out: { method: "cash" } },
    p1: { order: "a3", out: { method: "card" } },
  },
};
const smallColumns = columnsOf(small, new Map());
const own = ["r1", "r2", "r3"];
const hold = (matrix: string[][]): SheetRead => {
  const read = sheetToRows(matrix, small, smallColumns, own, () => "fresh");
  if ("unfit" in read) throw new Error(read.unfit);
  return read;
};
const take = (matrix: string[][], choice: { removes: boolean; reorders: boolean }): TableDocument =>
  perform(new Map([["table/t", small]]), takeSheet(hold(matrix), small, own, "table/t", choice))!.documents.get("table/t") as TableDocument;
const heads = ["Row id", "启用", "Channel", "amount", "Method"];

describe("what a sheet changes", () => {
  test("is said cell by cell; amounts with other zeros and days in other signs are none", () => {
    const read = hold([heads, ["r2", "是", "", ">= 10", "jd"], ["r1", "no", '"网页、页面"', "", "jd"]]);
    expect(read.changed).toMatchObject([
      { id: "r2", line: 2, cells: [{ before: "alipay", after: "jd" }] },
      { id: "r1", line: 3, row: { enabled: false }, cells: [{ before: "yes", after: "no" }] },
    ]);
    expect([read.missing, read.moved, read.rejected]).toEqual([["r3"], 1, []]);
  });

  test("a cell that cannot be read keeps the old one; a new row with such a cell is not taken at all", () => {
    const matrix = [
      heads,
      ["r1", "yes", "nowhere", "", "new"],
      ["", "yes", "", "much", "x"],
      ["", "", "App", "", ""],
      ["r1", "", "", "", "y"],
    ];
    const read = hold(matrix);
    expect(read.rejected.map(({ line, at, reason, text: what }) => [line, at, reason, what])).toEqual([
      [2, 2, "option", "nowhere"],
      [3, 3, "money", "much"],
      [4, undefined, "nothing", ""],
      [5, 0, "twice", "r1"],
    ]);
    expect(read.added).toEqual([]);
    const { rows } = take(matrix, { removes: false, reorders: false });
    expect(rows["r1"]).toEqual({ order: "a0", cells: { channel: { eq: "web" } }, out: { method: "new" } });
  });

  test("of a package's row only the switch is taken", () => {
    const read = hold([heads, ["p1", "no", "web", "", "card"]]);
    expect(read.changed).toMatchObject([{ id: "p1", row: { enabled: false, out: { method: "card" } } }]);
    expect(read.rejected).toMatchObject([{ line: 2, at: 2, reason: "locked" }]);
  });

  test("columns that the file does not have stay as they are, unknown ones are named", () => {
    const read = hold([
      ["row id", "method", "Colour"],
      ["r1", "visa", "red"],
    ]);
    expect(read.changed[0]?.row).toEqual({ order: "a0", cells: { channel: { eq: "web" } }, out: { method: "visa" } });
    expect(read.ignored).toEqual(["Colour"]);
    expect(sheetToRows([["a", "b"]], small, smallColumns, own, () => "")).toEqual({ unfit: "noHeads" });
    expect(sheetToRows([], small, smallColumns, own, () => "")).toEqual({ unfit: "empty" });
    const many = Array.from({ length: 10_001 }, () => ["", "x"]);
    expect(sheetToRows([["Row id", "Method"], ...many], small, smallColumns, own, () => "n")).toEqual({ unfit: "tooMany" });
  });
});

describe("taking a sheet", () => {
  const order = (table: TableDocument): string[] => orderedIds(table.rows as unknown as Json);
  const added = [heads, ["r3", "no", "", "", "cash"], ["", "", "web", "", "new"], ["r1", "", "web", "", "jd"]];

  test("leaves or removes what it lacks, and keeps or takes its order", () => {
    expect(order(take(added, { removes: false, reorders: false }))).toEqual(["r1", "r2", "r3", "fresh", "p1"]);
    expect(order(take(added, { removes: true, reorders: false }))).toEqual(["r1", "r3", "fresh", "p1"]);
    const turned = take(added, { removes: false, reorders: true });
    expect(order(turned).filter((id) => id !== "p1")).toEqual(["r3", "fresh", "r1", "r2"]);
  });

  test("rows without ids go last; before the first known row they go first", () => {
    expect(order(take([["Method"], ["x"]], { removes: true, reorders: false })).filter((id) => id !== "p1")).toEqual([...own, "fresh"]);
    expect(order(take([heads, ["", "", "", "", "x"], ["r2", "", "", ">= 10", "alipay"]], { removes: false, reorders: false }))[1]).toBe(
      "fresh",
    );
  });

  test("thousands of rows are one change of the log", () => {
    const rows = Object.fromEntries(
      Array.from({ length: 4_000 }, (_, n) => [`n${n}`, { order: `a${String(n).padStart(5, "0")}`, out: { method: "a" } }]),
    );
    const large = { ...small, rows } as TableDocument;
    const all = orderedIds(large.rows as unknown as Json);
    const matrix = rowsToSheet(large, smallColumns, all, "en").map((line, at) => (at === 0 ? line : line.with(-1, "b")));
    const read = sheetToRows(matrix, large, smallColumns, all, () => "n");
    if ("unfit" in read) throw new Error(read.unfit);
    const done = perform(new Map([["table/t", large]]), takeSheet(read, large, all, "table/t", { removes: false, reorders: false }))!;
    expect(done.changes.length).toBe(1);
    expect(Object.values((done.documents.get("table/t") as TableDocument).rows).every(({ out }) => out["method"] === "b")).toBe(true);
  });
});

describe("the file", () => {
  test("holds no formula, and gives back what was one", async () => {
    const matrix = [["=1+1", "-5", "@x", "\t=a"]];
    const csv = await csvFile(matrix);
    expect(Buffer.from(await csv.arrayBuffer()).toString()).toBe(`\uFEFF'=1+1,-5,'@x,"'\t=a"\r\n`);
    expect(await readFile(new File([csv], "x.csv"))).toEqual({ matrix });
    expect(await readFile(new File([await workbookFile("T", matrix, [])], "x.xlsx"))).toEqual({ matrix });
  });

  test("gives plain numbers as numbers where a column holds them, and all others as they are written", async () => {
    const matrix = [["10"], ["10"], ["10.00"], ["0.1"], ["1234567890123456789"], ["-0"], ["=5"], [""]];
    const blob = await workbookFile("T", matrix, [{ isNumeric: true, width: 12 }]);
    expect(await readFile(new File([blob], "x.xlsx"))).toEqual({ matrix });
  });

  test("comes with any usual sign between its cells, and in what a Chinese Windows writes", async () => {
    expect(await readFile(new File(["a;b\n1;2,5\n"], "x.csv"))).toEqual({
      matrix: [
        ["a", "b"],
        ["1", "2,5"],
      ],
    });
    const gbk = Uint8Array.from([0xd6, 0xa7, 0xb8, 0xb6, 0x2c, 0x61, 0x0d, 0x0a]);
    expect(await readFile(new File([gbk], "x.csv"))).toEqual({ matrix: [["支付", "a"]] });
  });

  test("is refused when it is too large, damaged or of another kind", async () => {
    expect(await readFile(new File([new Uint8Array(10 * 1024 * 1024 + 1)], "x.csv"))).toEqual({ unreadable: "tooLarge" });
    expect(await readFile(new File([Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])], "x.xls"))).toEqual({ unreadable: "old" });
    expect(await readFile(new File(["PK\u0003\u0004 and nothing more"], "x.xlsx"))).toMatchObject({ unreadable: "workbook" });
    expect(await readFile(new File(['a,b\n"never closed'], "x.csv"))).toMatchObject({
      unreadable: "csv",
      why: expect.stringContaining("not closed") as string,
    });
    const blob = await workbookFile(
      "T",
      Array.from({ length: 2_200 }, () => ["x".repeat(32_000)]),
      [],
    );
    const bomb = await blob.arrayBuffer();
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    const read = await readFile(new File([bomb], "x.xlsx"));
    expect(read).toMatchObject({ unreadable: "workbook", why: expect.stringContaining("far more") as string });
  });

  test("a text that no cell of a workbook holds is left untold, and stays", () => {
    const long: TableDocument = { ...small, rows: { r1: { order: "a0", out: { method: "x".repeat(900) }, note: "y" } } };
    const matrix = rowsToSheet(long, smallColumns, ["r1"], "en", 500);
    expect(matrix[1]).toEqual(["r1", "yes", "", "", "y", "", "", "⟨…⟩"]);
    const read = sheetToRows(matrix, long, smallColumns, ["r1"], () => "");
    expect(read).toMatchObject({ changed: [], rejected: [] });
  });
});

test("the longest rising run", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 8 }), (numbers) => {
      const found = longestRising(numbers);
      const best = (from: number, above: number): number =>
        from === numbers.length ? 0 : Math.max(best(from + 1, above), numbers[from]! > above ? 1 + best(from + 1, numbers[from]!) : 0);
      return (
        found.length === best(0, -1) &&
        sameJson(
          found,
          found.toSorted((a, b) => a - b),
        )
      );
    }),
  );
});
