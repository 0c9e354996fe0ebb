import { createHash } from "node:crypto";
import { WrongSize, type Put } from "./store.ts";

/** What goes by is counted and hashed. @throws WrongSize at the end, when another number of bytes was announced */
export function measured(source: AsyncIterable<Uint8Array>, announced: number | undefined) {
  const hash = createHash("sha256");
  let size = 0;
  async function* through(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      size += chunk.length;
      if (announced !== undefined && size > announced) throw new WrongSize(announced, size);
      hash.update(chunk);
      yield chunk;
    }
    if (announced !== undefined && size !== announced) throw new WrongSize(announced, size);
  }
  return { bytes: through(), result: (): Put => ({ size, sha256: hash.digest() }) };
}
