/** A file that is not what it says, or more than may be unpacked. */
export class UnreadableWorkbook extends Error {
  override readonly name = "UnreadableWorkbook";
}

/** Bytes of all parts that are unpacked together: a table of 10,000 rows has a few. */
const mostUnpacked = 64 * 1024 * 1024;
const mostParts = 2_000;

export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Packs parts as workbooks are packed. */
export async function packZip(parts: readonly Part[]): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  let directorySize = 0;
  for (const { name, bytes } of parts) {
    const called = new TextEncoder().encode(name);
    const packed = new Uint8Array(await new Response(through(bytes, new CompressionStream("deflate-raw"))).arrayBuffer());
    const head = (signature: number, before: readonly number[], after: readonly number[]): Uint8Array<ArrayBuffer> => {
      const fields = [
        [signature, 4],
        ...before.map((value) => [value, 2]),
        // made of deflated bytes, with names in UTF-8, on the first day of 1980
        [20, 2],
        [0x0800, 2],
        [8, 2],
        [0, 2],
        [0x21, 2],
        [crc32(bytes), 4],
        [packed.length, 4],
        [bytes.length, 4],
        [called.length, 2],
        [0, 2],
        ...after.map((value, place) => [value, place < after.length - 2 ? 2 : 4]),
      ] as const;
      const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size!, 0)));
      let offset = 0;
      for (const [value, size] of fields) {
        if (size === 4) view.setUint32(offset, value!, true);
        else view.setUint16(offset, value!, true);
        offset += size!;
      }
      return new Uint8Array(view.buffer);
    };
    const local = head(0x04034b50, [], []);
    // length of a comment, disk, what it is inside; then what it is outside and where it stands
    const entry = head(0x02014b50, [20], [0, 0, 0, 0, at]);
    chunks.push(local, called, packed);
    directory.push(entry, called);
    directorySize += entry.length + called.length;
    at += local.length + called.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, directorySize, true);
  end.setUint32(16, at, true);
  return new Blob([...chunks, ...directory, end.buffer]);
}

const through = (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> =>
  new Blob([bytes]).stream().pipeThrough(stream);

/** What a ZIP holds, each part unpacked when it is asked for, and never more than `mostUnpacked` of them all. @throws UnreadableWorkbook */
export function openZip(bytes: Uint8Array<ArrayBuffer>): {
  readonly has: (name: string) => boolean;
  readonly read: (name: string) => Promise<string>;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new UnreadableWorkbook("its end is missing");
  const count = view.getUint16(end + 10, true);
  if (count > mostParts) throw new UnreadableWorkbook("too many parts");
  const entries = new Map<string, { method: number; packed: number; size: number; at: number }>();
  let place = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n += 1) {
    if (place + 46 > end || view.getUint32(place, true) !== 0x02014b50) throw new UnreadableWorkbook("its directory is damaged");
    if ((view.getUint16(place + 8, true) & 1) === 1) throw new UnreadableWorkbook("it is encrypted");
    const nameLength = view.getUint16(place + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + nameLength));
    if (entries.has(name)) throw new UnreadableWorkbook("a part stands in it twice");
    entries.set(name, {
      method: view.getUint16(place + 10, true),
      packed: view.getUint32(place + 20, true),
      size: view.getUint32(place + 24, true),
      at: view.getUint32(place + 42, true),
    });
    place += 46 + nameLength + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  let unpacked = 0;
  return {
    has: (name) => entries.has(name),
    read: async (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new UnreadableWorkbook(`${name} is missing`);
      const { at, packed, method } = entry;
      if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw new UnreadableWorkbook("its directory is damaged");
      const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      const raw = bytes.slice(from, from + packed);
      if (method !== 0 && method !== 8) throw new UnreadableWorkbook("it is packed in an unusual way");
      const stream = method === 0 ? new Blob([raw]).stream() : through(raw, new DecompressionStream("deflate-raw"));
      const decoder = new TextDecoder();
      let text = "";
      const reader = stream.getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          unpacked += value.length;
          // what the directory says of sizes is not believed
          if (unpacked > mostUnpacked) throw new UnreadableWorkbook("it unpacks to far more than a table has");
          text += decoder.decode(value, { stream: true });
        }
      } catch (fault) {
        await reader.cancel().catch(() => undefined);
        throw fault instanceof UnreadableWorkbook ? fault : new UnreadableWorkbook("a part of it is damaged");
      }
      return text + decoder.decode();
    },
  };
}
