import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting } from "../read-value.ts";

/** Text with the marks of Markdown. Kept as it was typed; HTML in it is shown as text. */
export const markdown = defineFieldType({
  name: "markdown",
  label: { en: "Markdown", zh: "Markdown 文本" },
  icon: "file-text",
  storage: "text",
  config: z.strictObject({
    maxLength: setting(
      z.int().min(1).max(100_000).optional(),
      { en: "Longest", zh: "最多字数" },
      { en: "Absent: 20,000", zh: "留空为 20000" },
    ),
  }),
  value: ({ maxLength = 20_000 }) => readsAs<string>({ type: "string", maxLength }, (input) => readText(input, maxLength)),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "markdown", read: "read-markdown" },
  toText: (value) => value,
  searched: (value) => value,
});
