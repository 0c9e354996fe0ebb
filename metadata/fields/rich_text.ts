import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting, unreadable } from "../read-value.ts";
import { plainText, richText as clean } from "../rich-text.ts";

/** Longest HTML that is read and written, marks and all. */
const mostHtml = 400_000;

/** Formatted text: HTML of a closed set of marks. Anything else in the HTML is taken out; `maxLength` counts the words alone. */
export const richText = defineFieldType({
  name: "rich_text",
  label: { en: "Rich text", zh: "富文本" },
  icon: "letter-text",
  storage: "text",
  config: z.strictObject({
    maxLength: setting(
      z.int().min(1).max(100_000).optional(),
      { en: "Longest", zh: "最多字数" },
      { en: "Characters without formatting. Absent: 20,000", zh: "不计格式的字数，留空为 20000" },
    ),
  }),
  value: ({ maxLength = 20_000 }) =>
    readsAs<string>(
      { type: "string", description: "HTML: p br strong em u s a[href] ul ol li h2 h3 h4 blockquote code pre; the rest is taken out" },
      (input) => {
        const read = readText(input, mostHtml);
        if ("unreadable" in read) return read;
        const value = clean(read.value);
        const text = plainText(value);
        if ((text.length > maxLength && Array.from(text).length > maxLength) || value.length > mostHtml)
          return unreadable("out_of_range", `Must be at most ${maxLength} characters`, { reason: "longest", limit: maxLength });
        return { value };
      },
    ),
  toSlot: (value) => firstOf(value),
  type: () => "text",
  shownBy: { edit: "rich-text", read: "read-rich-text" },
  toText: (value) => plainText(value),
  searched: (value) => plainText(value),
});
