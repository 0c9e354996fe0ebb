import { joined, type Chunks } from "../bytes.ts";
import type { Packing } from "./packing.ts";

/** A part of a packed file: a text, or bytes as they come. */
export interface Part {
  readonly name: string;
  readonly content: string | Chunks;
}

/** Numbers one after another, little end first, each of as many bytes as its digit in `sizes` says: 2 or 4. */
function numbers(sizes: string, values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer([...sizes].reduce((sum, size) => sum + Number(size), 0)));
  let at = 0;
  for (const [index, value] of values.entries()) {
    if (sizes[index] === "4") view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += Number(sizes[index]);
  }
  return new Uint8Array(view.buffer);
}

// sizes and sum stand behind the bytes: they are not known before; names are UTF-8, and the day is the first of 1980
const [version, flags, method, time, day] = [20, 0x0808, 8, 0, 0x21];

/** Packs parts while their bytes come: what is in memory does not grow with them. @throws RangeError beyond 4 GiB */
export async function* writeZip(parts: Iterable<Part>, { deflate, crc32 }: Packing): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of parts) {
    const called = encoder.encode(name);
    yield joined([numbers("42222244422", [0x04034b50, version, flags, method, time, day, 0, 0, 0, called.length, 0]), called]);

    let [sum, size, packed] = [0, 0, 0];
    const counted = async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of typeof content === "string" ? [encoder.encode(content)] : content) {
        sum = crc32(chunk, sum);
        size += chunk.length;
        yield chunk;
      }
    };
    for await (const chunk of deflate(counted())) {
      packed += chunk.length;
      yield chunk;
    }
    if (size > 0xfffffffe || at > 0xf0000000) throw new RangeError("the workbook is larger than 4 GiB");
    yield numbers("4444", [0x08074b50, sum, packed, size]);
    // made by, needs; then sums and sizes, lengths of name, extra and comment, disk, what it is inside and outside, and where it stands
    const entry = [0x02014b50, version, version, flags, method, time, day, sum, packed, size, called.length, 0, 0, 0, 0, 0, at];
    directory.push(joined([numbers("42222224442222244", entry), called]));
    at += 30 + called.length + packed + 16;
  }
  const whole = joined(directory);
  yield joined([whole, numbers("42222442", [0x06054b50, 0, 0, directory.length, directory.length, whole.length, at, 0])]);
}
