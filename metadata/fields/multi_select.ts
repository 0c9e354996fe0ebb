import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { notAnOption, optionText, optionsSetting } from "./select.ts";

/** Some of a list: option ids in the list's order, none twice. */
export const multiSelect = defineFieldType({
  name: "multi_select",
  label: { en: "Choices", zh: "多选" },
  icon: "list-checks",
  storage: "json",
  config: z.strictObject({
    options: optionsSetting,
    max: setting(z.int().min(1).max(200).optional(), { en: "At most", zh: "最多选择" }),
  }),
  value: ({ options, max = 200 }) =>
    readsAs<readonly string[]>({ type: "array", items: { enum: Object.keys(options) }, uniqueItems: true, maxItems: max }, (input) => {
      if (!Array.isArray(input)) return unreadable("wrong_type", `Must be a list of options, not ${kindOf(input)}`, { reason: "list" });
      const chosen = new Set<string>();
      for (const each of input as unknown[]) {
        if (typeof each !== "string" || !Object.hasOwn(options, each)) return notAnOption(each, options);
        chosen.add(each);
      }
      if (chosen.size > max) return unreadable("out_of_range", `Choose at most ${max}`, { reason: "options", limit: max });
      const order = (id: string): string => options[id]?.order ?? "";
      return { value: [...chosen].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a < b ? -1 : 1)) };
    }),
  toSlot: () => null,
  type: () => ({ list: "text" }),
  shownBy: { edit: "multi-select", read: "read-text" },
  toText: (value, { options }, locale) =>
    value.map((each) => optionText(each, options, locale)).join(locale.startsWith("zh") ? "、" : ", "),
});
