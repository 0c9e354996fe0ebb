import { allOf } from "../bytes.ts";
import { UnreadableSheet } from "../unreadable.ts";
import type { PackedFile } from "./packing.ts";

interface Entry {
  readonly method: number;
  readonly packed: number;
  /** bytes when unpacked, as the directory says */
  readonly size: number;
  readonly at: number;
}

/** A packed file, opened: nothing of it is unpacked until it is asked for. */
export interface Archive {
  /** Bytes that a part has when it is unpacked, as the directory says; undefined: there is no such part. */
  readonly sizeOf: (name: string) => number | undefined;
  /** The bytes of a part as they are unpacked; more than the directory says are refused. @throws UnreadableSheet */
  readonly unpack: (name: string) => AsyncGenerator<Uint8Array>;
}

/* A workbook has some dozen parts. What says it has more, or that they are this large, is made to do harm. */
const mostParts = 2_000;
const mostOfDirectory = 1024 * 1024;
const mostListed = 4 * 1024 ** 3;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads what a ZIP holds, by its directory at the end. @throws UnreadableSheet */
export async function openZip(file: PackedFile): Promise<Archive> {
  const entries = await directoryOf(file);
  let unpacked = 0;
  async function* unpack(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (entry === undefined) throw new UnreadableSheet("A part of the workbook is missing.");
    if (entry.packed === 0) return;
    const head = await allOf(file.read(entry.at, entry.at + 29));
    if (head.length < 30 || viewOf(head).getUint32(0, true) !== 0x04034b50) throw new UnreadableSheet("The workbook is damaged.");
    if (entry.method !== 0 && entry.method !== 8) throw new UnreadableSheet("The workbook is packed in a way that workbooks are not.");
    const first = entry.at + 30 + viewOf(head).getUint16(26, true) + viewOf(head).getUint16(28, true);
    const packed = file.read(first, first + entry.packed - 1);
    let size = 0;
    for await (const chunk of entry.method === 8 ? file.inflate(packed) : packed) {
      size += chunk.length;
      unpacked += chunk.length;
      // what the directory says of sizes is not believed
      if (size > entry.size) throw new UnreadableSheet("A part of the workbook is larger than it says.");
      if (unpacked > file.limits.unpacked) throw new UnreadableSheet("The workbook unpacks to far more than is read of one.");
      yield chunk;
    }
  }
  return { sizeOf: (name) => entries.get(name)?.size, unpack };
}

async function directoryOf({ size, read, limits }: PackedFile): Promise<Map<string, Entry>> {
  const tail = await allOf(read(Math.max(0, size - 65_557), size - 1));
  const tailView = viewOf(tail);
  let end = tail.length - 22;
  while (end >= 0 && tailView.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new UnreadableSheet("The file is no whole workbook: its end is missing.");
  const count = tailView.getUint16(end + 10, true);
  const length = tailView.getUint32(end + 12, true);
  const at = tailView.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new UnreadableSheet("The workbook is larger than 4 GiB.");
  if (count > mostParts || length > mostOfDirectory) throw new UnreadableSheet(`The workbook has ${count} parts.`);
  if (at + length > size) throw new UnreadableSheet("The workbook's directory points beyond its end.");

  const directory = await allOf(read(at, at + length - 1));
  const view = viewOf(directory);
  const decoder = new TextDecoder();
  const entries = new Map<string, Entry>();
  let listed = 0;
  for (let p = 0, n = 0; n < count; n += 1) {
    if (p + 46 > directory.length || view.getUint32(p, true) !== 0x02014b50)
      throw new UnreadableSheet("The workbook's directory is damaged.");
    const nameLength = view.getUint16(p + 28, true);
    const name = decoder.decode(directory.subarray(p + 46, p + 46 + nameLength));
    const entry = {
      method: view.getUint16(p + 10, true),
      packed: view.getUint32(p + 20, true),
      size: view.getUint32(p + 24, true),
      at: view.getUint32(p + 42, true),
    };
    if ((view.getUint16(p + 8, true) & 1) === 1)
      throw new UnreadableSheet("The workbook is encrypted; save it without a password.", "encrypted");
    if (entries.has(name)) throw new UnreadableSheet("The workbook holds a part twice.");
    if (entry.at >= at || entry.packed > size) throw new UnreadableSheet("The workbook's directory is damaged.");
    listed += entry.size;
    if (listed > mostListed) throw new UnreadableSheet("Unpacked, the workbook is larger than 4 GiB.");
    if (entry.size > 1024 * 1024 && entry.size > entry.packed * limits.ratio)
      throw new UnreadableSheet("The workbook unpacks to far more than a workbook does.");
    entries.set(name, entry);
    p += 46 + nameLength + view.getUint16(p + 30, true) + view.getUint16(p + 32, true);
  }
  return entries;
}
