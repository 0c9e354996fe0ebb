import { createHash } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { dateText } from "./days.ts";
import { packedBytes, webPacking } from "./packing.ts";
import { readSheet } from "./read-sheet.ts";

interface Part {
  readonly name: string;
  readonly content: Buffer;
  /** what the directory says of its size, when it lies */
  readonly says?: number;
  readonly packed?: Buffer;
}

/** A ZIP of these parts, as workbooks are packed. */
function zip(parts: readonly Part[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, says, packed = deflateRawSync(content) } of parts) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(says ?? content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    chunks.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...chunks, whole, end]);
}

const usual = { unpacked: 4 * 1024 ** 3, ratio: 250 };

const text = (name: string, content: string): Part => ({ name, content: Buffer.from(`<?xml version="1.0"?>${content}`) });
const workbook = (sheet: string, rest: readonly Part[] = []): Part[] => [
  text(
    "xl/workbook.xml",
    `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Hidden" state="hidden" r:id="r1"/><sheet name="A" r:id="r2"/></sheets></workbook>`,
  ),
  text(
    "xl/_rels/workbook.xml.rels",
    `<Relationships><Relationship Id="r1" Target="worksheets/no.xml"/><Relationship Id="r2" Target="worksheets/sheet1.xml"/></Relationships>`,
  ),
  text(
    "xl/styles.xml",
    `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd&quot;d&quot;/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="2"/></cellXfs></styleSheet>`,
  ),
  text(
    "xl/sharedStrings.xml",
    `<sst><si><t>shared &amp; plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>`,
  ),
  text("xl/worksheets/sheet1.xml", `<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
  ...rest,
];
const read = async (parts: readonly Part[], bytes = zip(parts), limits = usual): Promise<string[][]> => {
  const rows: string[][] = [];
  for await (const some of readSheet(packedBytes(bytes, webPacking, limits), (each) => each)) rows.push(...some);
  return rows;
};

describe("a workbook", () => {
  it("gives its cells as texts: shared and inline ones, numbers, days, times, truth and results of formulas", async () => {
    const rows = await read(
      workbook(
        `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t> inline </t></is></c></row>` +
          `<row r="3"><c r="A3"><v>0.30000000000000004</v></c><c r="B3" s="1"><v>46100</v></c><c r="C3" s="2"><v>46100.5</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="str"><f>A1</f><v>made</v></c><c r="F3" t="e"><v>#N/A</v></c><c r="G3"><v>1E-7</v></c><c r="H3" s="3"><v>12345678901234567890</v></c></row>`,
      ),
    );
    expect(rows[0]).toEqual(["shared & plain", "rich text", "", " inline "]);
    expect(rows[1]).toEqual([]);
    expect(rows[2]!.slice(0, 7)).toEqual(["0.3", "2026-03-19", "2026-03-19 12:00:00", "TRUE", "made", "#N/A", "0.0000001"]);
  });

  it("counts days as workbooks do, from 1900 and from 1904", () => {
    expect([dateText(1, false), dateText(59, false), dateText(61, false), dateText(46100, false)]).toEqual([
      "1900-01-01",
      "1900-02-28",
      "1900-03-01",
      "2026-03-19",
    ]);
    expect(dateText(44638, true)).toBe("2026-03-19");
    expect(dateText(0.5, false)).toBe("12:00:00");
  });

  it("tells whoever reads it which cells are texts, times and instants", async () => {
    const bytes = zip(
      workbook(
        `<row><c t="s"><v>0</v></c><c t="str"><v>_x0041__x005F_x0042_</v></c><c s="1"><v>0.5</v></c><c s="1"><v>46100</v></c><c t="d"><v>2026-03-19T08:00:00Z</v></c><c><v>5</v></c></row>`,
      ),
    );
    const rows: string[][] = [];
    for await (const some of readSheet(packedBytes(bytes, webPacking, usual), (each, kind) => `${kind} ${each}`)) rows.push(...some);
    expect(rows).toEqual([["text shared & plain", "text A_x0042_", "time 12:00:00", "2026-03-19", "instant 2026-03-19T08:00:00Z", "5"]]);
  });

  it("bounds what comes out of it, in bytes and in texts that many cells name", async () => {
    const row = `<row><c t="s"><v>0</v></c></row>`;
    const [book, rels, styles] = workbook("");
    const shared = text("xl/sharedStrings.xml", `<sst><si><t>${"x".repeat(10_000)}</t></si></sst>`);
    const many = [book!, rels!, styles!, shared, text("xl/worksheets/sheet1.xml", `<worksheet>${row.repeat(20)}</worksheet>`)];
    expect(await read(many)).toHaveLength(20);
    await expect(read(many, zip(many), { unpacked: 100_000, ratio: 250 })).rejects.toThrow(/far more/);
    await expect(read(many, zip(many), { unpacked: 5_000, ratio: 250 })).rejects.toThrow(/far more/);
  });

  it("refuses what is made to do harm before it is unpacked, and what lies while it is", async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    await expect(read(workbook("", [{ name: "bomb", content: zeros }]))).rejects.toThrow(/far more/);
    await expect(
      read(workbook("", [{ name: "huge", content: Buffer.alloc(0), says: 0xfffffff0, packed: Buffer.alloc(3) }])),
    ).rejects.toThrow(/GiB|far more|damaged/);
    const [book, rels, styles, strings] = workbook("");
    const row = `<row><c t="inlineStr"><is><t>${"x".repeat(1000)}</t></is></c></row>`;
    const long = Buffer.from(`<worksheet><sheetData>${row.repeat(500)}</sheetData></worksheet>`);
    await expect(read([book!, rels!, styles!, strings!, { name: "xl/worksheets/sheet1.xml", content: long, says: 100 }])).rejects.toThrow(
      /larger than it says/,
    );
    await expect(read([...workbook(""), ...workbook("").slice(0, 1)])).rejects.toThrow(/twice/);
    await expect(read(Array.from({ length: 2_001 }, (_, n) => ({ name: `p${n}`, content: Buffer.from("x") })))).rejects.toThrow(/parts/);
    await expect(read([], Buffer.from("PK\u0003\u0004 and nothing more"))).rejects.toThrow(/end is missing/);
    await expect(
      read(
        workbook("").map((each) =>
          each.name.endsWith("sheet1.xml") ? text(each.name, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>`) : each,
        ),
      ),
    ).rejects.toThrow(/XML/);
    // packed well enough to pass, and one cell of it, one comment or one value of an attribute fills the memory
    const noise = Array.from({ length: 9_000 }, (_, n) => createHash("sha256").update(String(n)).digest("hex")).join("");
    const much = noise.repeat(8);
    for (const sheet of [`<row><c t="inlineStr"><is><t>${much}</t></is></c></row>`, `<!--${much}--><row/>`, `<row r="${much}"/>`])
      await expect(read(workbook(sheet))).rejects.toThrow(/in one place/);
    const cut = zip(workbook("<row/>"));
    cut[60] = 0xff;
    await expect(read([], cut)).rejects.toThrow();
  });
});
