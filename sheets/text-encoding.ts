import type { Chunks } from "./bytes.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

/**
 * How a file of text is written: by its mark, by its zeros, else UTF-8 where all of it is, else as spreadsheets of a Chinese Windows write.
 * @param head its first bytes, some thousand
 */
export function encodingOf(head: Uint8Array, isUtf8: () => boolean): Encoding {
  const mark = markOf(head);
  const sixteen = mark === undefined ? looksLikeUtf16(head) : mark.encoding === "utf-8" ? undefined : mark.encoding;
  return sixteen ?? (isUtf8() ? "utf-8" : "gb18030");
}

/** Bytes of a byte order mark at the beginning, and what it says. */
export function markOf(head: Uint8Array): { readonly encoding: Encoding; readonly bytes: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bytes: 2 };
  return undefined;
}

/** UTF-16 without a mark: of text, every second byte is 0 more often than not. */
function looksLikeUtf16(head: Uint8Array): Encoding | undefined {
  const pairs = Math.min(head.length >> 1, 2_000);
  if (pairs < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  return even > pairs * 0.4 && odd < pairs * 0.05 ? "utf-16be" : undefined;
}

/** Looks on while bytes go by, and says in the end whether all of them were UTF-8. */
export function watchUtf8() {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let valid = true;
  const look = (bytes?: Uint8Array): void => {
    if (!valid) return;
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      valid = false;
    }
  };
  return {
    look,
    isUtf8: (): boolean => {
      look();
      return valid;
    },
  };
}

/** Bytes of an encoding as UTF-8, without a mark. */
export async function* toUtf8(source: Chunks, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(encoding), new TextEncoder()];
  for await (const chunk of source) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}
