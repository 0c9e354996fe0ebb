import { Readable, type Transform } from "node:stream";
import { crc32, createDeflateRaw, createInflateRaw } from "node:zlib";
import { UnreadableSheet, type Packing } from "#sheets";

async function* through(bytes: AsyncIterable<Uint8Array>, packer: Transform): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false });
  source.on("error", (error) => packer.destroy(error));
  try {
    yield* source.pipe(packer) as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
    packer.destroy();
  }
}

/** Packs by Node's own zlib: several times as fast as the streams of browsers. */
export const packing: Packing = {
  inflate: async function* inflate(packed) {
    try {
      yield* through(packed, createInflateRaw({ chunkSize: 256 * 1024 }));
    } catch (error) {
      throw String((error as { code?: string }).code).startsWith("Z_") ? new UnreadableSheet("The workbook is damaged.") : error;
    }
  },
  deflate: (bytes) => through(bytes, createDeflateRaw({ level: 6 })),
  crc32,
};
