import type { Chunks } from "../bytes.ts";
import { UnreadableSheet } from "../unreadable.ts";
import { textOf } from "./cell-text.ts";
import { walk } from "./xml.ts";

/** Characters of all shared texts together: they are held in memory while a sheet is read. */
const mostSharedText = 64 * 1024 * 1024;

/** The texts that cells name by their number. @throws UnreadableSheet */
export async function sharedTexts(part: Chunks): Promise<string[]> {
  const texts: string[] = [];
  const bounded = (characters: number): void => {
    if (characters > mostSharedText) throw new UnreadableSheet("The workbook's texts are more than 64 MiB; save it as CSV.");
  };
  let [text, length, phonetic, takes] = ["", 0, 0, false];
  await walk(part, {
    open: (name) => {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic += 1;
      takes = name === "t" && phonetic === 0;
    },
    close: (name) => {
      if (name === "rPh") phonetic -= 1;
      if (name === "t") takes = false;
      if (name !== "si") return;
      length += text.length + 16;
      bounded(length);
      texts.push(textOf(text));
    },
    text: (piece) => {
      if (!takes) return;
      text += piece;
      bounded(length + text.length);
    },
  });
  return texts;
}
