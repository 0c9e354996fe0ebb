import { createInflateRaw } from "node:zlib";
import type { Readable } from "node:stream";
import type { FileStore } from "../../files/store.ts";

/** A file that somebody sent is not what it says, or more than may be unpacked. */
export class UnreadableZip extends Error {
  override readonly name = "UnreadableZip";
}

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/* A workbook has some dozen parts. What says it has more, or unpacks to a thousand times its size, is made to do harm. */
export const zipLimits = { entries: 2_000, directory: 1024 * 1024, unpacked: 4 * 1024 ** 3, ratio: 250 } as const;

async function bytesOf(store: Pick<FileStore, "getStream">, key: string, first: number, last: number): Promise<Buffer> {
  const found = await store.getStream(key, { first, last });
  if (found === undefined) throw new UnreadableZip("The file is no longer there.");
  const chunks: Buffer[] = [];
  for await (const chunk of found.stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What a ZIP holds, by its directory at the end. Nothing is unpacked. @throws UnreadableZip */
export async function readZip(store: Pick<FileStore, "getStream">, key: string, size: number): Promise<Map<string, ZipEntry>> {
  const tailAt = Math.max(0, size - 65_557);
  const tail = await bytesOf(store, key, tailAt, size - 1);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > tail.length) throw new UnreadableZip("The file is no whole workbook: its end is missing.");
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const at = tail.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw new UnreadableZip("The workbook is larger than 4 GiB.");
  if (count > zipLimits.entries || length > zipLimits.directory) throw new UnreadableZip(`The workbook has ${count} parts.`);
  if (at + length > size) throw new UnreadableZip("The workbook's directory points beyond its end.");
  const directory = await bytesOf(store, key, at, at + length - 1);

  const entries = new Map<string, ZipEntry>();
  let unpacked = 0;
  for (let p = 0, n = 0; n < count; n++) {
    if (p + 46 > directory.length || directory.readUInt32LE(p) !== 0x02014b50)
      throw new UnreadableZip("The workbook's directory is damaged.");
    const nameLength = directory.readUInt16LE(p + 28);
    const name = directory.toString("utf8", p + 46, p + 46 + nameLength);
    const entry = {
      name,
      method: directory.readUInt16LE(p + 10),
      packed: directory.readUInt32LE(p + 20),
      size: directory.readUInt32LE(p + 24),
      at: directory.readUInt32LE(p + 42),
    };
    if ((directory.readUInt16LE(p + 8) & 1) === 1) throw new UnreadableZip("The workbook is encrypted; save it without a password.");
    if (entries.has(name)) throw new UnreadableZip("The workbook holds a part twice.");
    if (entry.at >= at || entry.packed > size) throw new UnreadableZip("The workbook's directory is damaged.");
    unpacked += entry.size;
    if (unpacked > zipLimits.unpacked) throw new UnreadableZip("Unpacked, the workbook is larger than 4 GiB.");
    if (entry.size > 1024 * 1024 && entry.size > entry.packed * zipLimits.ratio)
      throw new UnreadableZip("The workbook unpacks to far more than a workbook does.");
    entries.set(name, entry);
    p += 46 + nameLength + directory.readUInt16LE(p + 30) + directory.readUInt16LE(p + 32);
  }
  return entries;
}

/** The bytes of a part, unpacked as they are read; more than the directory says are refused. @throws UnreadableZip */
export async function* unpack(store: Pick<FileStore, "getStream">, key: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.packed === 0) return;
  const head = await bytesOf(store, key, entry.at, entry.at + 29);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw new UnreadableZip("The workbook is damaged.");
  const first = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const found = await store.getStream(key, { first, last: first + entry.packed - 1 });
  if (found === undefined) throw new UnreadableZip("The file is no longer there.");
  let stream: Readable = found.stream;
  if (entry.method === 8) {
    const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
    found.stream.on("error", (error) => inflate.destroy(error));
    stream = found.stream.pipe(inflate);
  } else if (entry.method !== 0) throw new UnreadableZip("The workbook is packed in a way that workbooks are not.");
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > entry.size) throw new UnreadableZip("A part of the workbook is larger than it says.");
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UnreadableZip) throw error;
    if (String((error as { code?: string }).code).startsWith("Z_")) throw new UnreadableZip("The workbook is damaged.");
    throw error;
  } finally {
    found.stream.destroy();
    stream.destroy();
  }
}
