import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting, unreadable } from "../read-value.ts";

/** One line. */
export const text = defineFieldType({
  name: "text",
  label: { en: "Text", zh: "文本" },
  icon: "type",
  storage: "text",
  config: z.strictObject({
    minLength: setting(z.int().min(0).max(1_000).optional(), { en: "Shortest", zh: "最少字数" }),
    maxLength: setting(z.int().min(1).max(1_000).optional(), { en: "Longest", zh: "最多字数" }, { en: "Absent: 1,000", zh: "留空为 1000" }),
  }),
  value: ({ minLength = 0, maxLength = 1_000 }) =>
    readsAs<string>({ type: "string", minLength, maxLength }, (input) => {
      const read = readText(input, maxLength);
      if ("value" in read && read.value.length < minLength)
        return unreadable("out_of_range", `Must be at least ${minLength} characters`, { reason: "shortest", limit: minLength });
      return read;
    }),
  toSlot: firstOf,
  nearest: (input, { maxLength = 1_000 }) => (typeof input === "string" ? Array.from(input).slice(0, maxLength).join("") : undefined),
  type: () => "text",
  shownBy: { edit: "text-input", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
});
