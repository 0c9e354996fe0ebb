import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, unreadable } from "../read-value.ts";

// deliberately plain: one @, a dotted domain, no spaces or angle brackets. Linear time.
const address = /^[^\s@<>()",;:\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})+$/;

/** An e-mail address; its domain in lower case. */
export const email = defineFieldType({
  name: "email",
  label: { en: "E-mail", zh: "电子邮箱" },
  icon: "mail",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", format: "email", maxLength: 254 }, (input) => {
      const read = readText(input, 254);
      if ("unreadable" in read) return read;
      const value = read.value.trim();
      if (!address.test(value)) return unreadable("invalid", 'Must be an e-mail address such as "name@example.com"', { reason: "email" });
      const at = value.lastIndexOf("@");
      return { value: value.slice(0, at) + value.slice(at).toLowerCase() };
    }),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "text-input", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
});
