import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readText, readsAs, setting, unreadable } from "../read-value.ts";

const most = 50;
const longest = 64;

/** Words of one's own: a list of short texts, each once. Also accepted: one text with commas between. */
export const tags = defineFieldType({
  name: "tags",
  label: { en: "Tags", zh: "标签" },
  icon: "tags",
  storage: "json",
  config: z.strictObject({
    suggestions: setting(
      z.array(z.string().min(1).max(longest)).max(200).optional(),
      { en: "Suggestions", zh: "建议" },
      { en: "Offered while typing; others may be typed too", zh: "输入时提示，也可输入其他" },
    ),
  }),
  value: () =>
    readsAs<readonly string[]>(
      { type: "array", items: { type: "string", maxLength: longest }, uniqueItems: true, maxItems: most },
      (input) => {
        const given: unknown = typeof input === "string" ? input.split(/[,，、;；\n]/) : input;
        if (!Array.isArray(given)) return unreadable("wrong_type", `Must be a list of texts, not ${kindOf(input)}`, { reason: "list" });
        const found = new Set<string>();
        for (const each of given as unknown[]) {
          const read = readText(
            typeof each === "string"
              ? each
                  .trim()
                  .replace(/[\s,，、;；]+/g, " ")
                  .trim()
              : each,
            longest,
          );
          if ("unreadable" in read) return read;
          if (read.value !== "") found.add(read.value);
          if (found.size > most) return unreadable("out_of_range", `Must be at most ${most} tags`, { reason: "tags", limit: most });
        }
        return { value: [...found] };
      },
    ),
  toSlot: () => null,
  type: () => ({ list: "text" }),
  shownBy: { edit: "tags", read: "read-tags" },
  toText: (value, _config, locale) => value.join(locale.startsWith("zh") ? "、" : ", "),
  searched: (value) => value.join(" "),
});
