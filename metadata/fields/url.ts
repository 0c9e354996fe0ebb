import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, unreadable } from "../read-value.ts";

/** A web address. Only http and https: anything else could run when it is clicked. */
export const url = defineFieldType({
  name: "url",
  label: { en: "Web address", zh: "网址" },
  icon: "globe",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", format: "uri", maxLength: 2_000 }, (input) => {
      const read = readText(input, 2_000);
      if ("unreadable" in read) return read;
      const value = read.value.trim();
      const parsed = /^https?:\/\//i.test(value) ? URL.parse(value) : null;
      return parsed === null || parsed.hostname === "" || /\s/.test(value)
        ? unreadable("invalid", "Must be a web address that begins with http:// or https://", { reason: "url" })
        : { value };
    }),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "text-input", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
});
