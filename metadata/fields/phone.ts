import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, unreadable } from "../read-value.ts";

/** A telephone number: digits with an optional leading +. Spaces, dots, dashes and brackets are taken out. */
export const phone = defineFieldType({
  name: "phone",
  label: { en: "Phone", zh: "电话" },
  icon: "phone",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", examples: ["+8613800138000"] }, (input) => {
      const read = readText(input, 40);
      if ("unreadable" in read) return read;
      const value = read.value.replace(/[\s().\-–]/g, "");
      return /^\+?[0-9]{3,15}$/.test(value)
        ? { value }
        : unreadable("invalid", 'Must be a telephone number such as "+8613800138000"', { reason: "phone" });
    }),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "text-input", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
});
