import { cutRows, UnreadableSheet, type CsvForm, type CsvRow, type ReadText } from "#sheets";
import type { FileStore } from "../files/store.ts";

/** Rows from byte `at` on, some hundred at a time, as they are asked for. @throws UnreadableSheet */
export async function* readCsv(store: Pick<FileStore, "getStream">, key: string, form: CsvForm, at = form.from): AsyncGenerator<CsvRow[]> {
  yield* cutRows(bytesFrom(store, key, at), { ...form, from: at }, readText);
}

/** Node reads many short texts quicker from a buffer of its own. */
const readText: ReadText = (bytes) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (start, end) => buffer.toString("utf8", start, end);
};

/** The bytes of a file, `first` to `last`, as they are asked for. @throws UnreadableSheet when it is not there */
export async function* bytesFrom(
  store: Pick<FileStore, "getStream">,
  key: string,
  first = 0,
  last = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Uint8Array> {
  const found = await store.getStream(key, { first, last });
  if (found === undefined) throw new UnreadableSheet("The file is no longer there.", "gone");
  try {
    yield* found.stream as AsyncIterable<Uint8Array>;
  } finally {
    found.stream.destroy();
  }
}
