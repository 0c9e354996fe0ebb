import { SaxesParser } from "saxes";
import type { Chunks } from "../bytes.ts";
import { UnreadableSheet } from "../unreadable.ts";

/** What is told of a part of a workbook as it is gone through. Names come without their prefix. */
export interface Walk {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Bytes in a row in which nothing begins or ends: the parser holds them in memory. A cell has some 32,000 characters at most. */
const mostAtOnce = 4 * 1024 * 1024;

export const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Reads XML as its bytes come, and tells what begins and ends in it. @throws UnreadableSheet */
export function xmlReader(on: Walk): { readonly write: (chunk: Uint8Array) => void; readonly end: () => void } {
  const parser = new SaxesParser({ fragment: false });
  let failure: UnreadableSheet | undefined;
  parser.on("error", () => (failure ??= new UnreadableSheet("The workbook's XML is damaged.")));
  parser.on("doctype", () => (failure ??= new UnreadableSheet("The workbook's XML declares what workbooks do not.")));
  let quiet = 0;
  parser.on("opentag", (tag) => {
    quiet = 0;
    on.open?.(local(tag.name), tag.attributes as Record<string, string>);
  });
  parser.on("closetag", (tag) => {
    quiet = 0;
    on.close?.(local(tag.name));
  });
  if (on.text !== undefined) parser.on("text", on.text);
  const decoder = new TextDecoder();
  return {
    write(chunk) {
      quiet += chunk.length;
      if (quiet > mostAtOnce) throw new UnreadableSheet("A part of the workbook has more text in one place than a workbook has.");
      parser.write(decoder.decode(chunk, { stream: true }));
      if (failure !== undefined) throw failure;
    },
    end() {
      parser.close();
      if (failure !== undefined) throw failure;
    },
  };
}

/** Goes through all of a part. @throws UnreadableSheet */
export async function walk(chunks: Chunks, on: Walk): Promise<void> {
  const reader = xmlReader(on);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}
