import { inPieces } from "../bytes.ts";
import { UnreadableSheet } from "../unreadable.ts";

/** What packs and unpacks: an environment has its own, and what one packs every other unpacks. */
export interface Packing {
  /** Undoes `deflate` as the bytes come, and reads no further ahead than it must. @throws UnreadableSheet when they are damaged */
  readonly inflate: (packed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** Raw deflate (RFC 1951), as the bytes come. */
  readonly deflate: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** The check sum of ZIP, of bytes that follow those whose sum is `before`. */
  readonly crc32: (bytes: Uint8Array, before: number) => number;
}

/** A packed file, wherever its bytes lie. */
export interface PackedFile {
  /** bytes */
  readonly size: number;
  /** Bytes `first` to `last`, both included, as they come. */
  readonly read: (first: number, last: number) => AsyncIterable<Uint8Array>;
  readonly inflate: Packing["inflate"];
  readonly limits: ZipLimits;
}

/** Bounds of what may be unpacked. */
export interface ZipLimits {
  /** bytes of the parts that are read, as they come out; and characters of all cells */
  readonly unpacked: number;
  /** how many times its packed size a part of more than 1 MiB may have */
  readonly ratio: number;
}

/** Packs by what a browser brings along. */
export const webPacking: Packing = {
  inflate: async function* inflate(packed) {
    try {
      yield* through(packed, new DecompressionStream("deflate-raw"));
    } catch (fault) {
      throw fault instanceof TypeError ? new UnreadableSheet("The workbook is damaged.") : fault;
    }
  },
  deflate: (bytes) => through(bytes, new CompressionStream("deflate-raw")),
  crc32(bytes, before) {
    let sum = ~before;
    for (const byte of bytes) sum = crcOfByte[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
    return ~sum >>> 0;
  },
};

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});

/** By hand what `ReadableStream.from` and iterating a stream do: not every browser has them. */
async function* through(bytes: AsyncIterable<Uint8Array>, stream: CompressionStream | DecompressionStream): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  const readable = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await source.return?.();
    },
  });
  const reader = readable.pipeThrough(stream).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A packed file in memory. */
export const packedBytes = (bytes: Uint8Array, { inflate }: Packing, limits: ZipLimits): PackedFile => ({
  size: bytes.length,
  read: async function* read(first, last) {
    yield* inPieces(bytes.subarray(first, last + 1));
  },
  inflate,
  limits,
});
