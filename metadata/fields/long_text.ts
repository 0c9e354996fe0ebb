import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting } from "../read-value.ts";

/** Paragraphs. */
export const longText = defineFieldType({
  name: "long_text",
  label: { en: "Long text", zh: "长文本" },
  icon: "text",
  storage: "text",
  config: z.strictObject({
    maxLength: setting(
      z.int().min(1).max(100_000).optional(),
      { en: "Longest", zh: "最多字数" },
      { en: "Absent: 20,000", zh: "留空为 20000" },
    ),
    rows: setting(z.int().min(2).max(30).optional(), { en: "Lines shown", zh: "显示行数" }),
  }),
  value: ({ maxLength = 20_000 }) => readsAs<string>({ type: "string", maxLength }, (input) => readText(input, maxLength)),
  toSlot: firstOf,
  nearest: (input, { maxLength = 20_000 }) => (typeof input === "string" ? Array.from(input).slice(0, maxLength).join("") : undefined),
  type: () => "text",
  shownBy: { edit: "text-area", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
});
