import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, unreadable } from "../read-value.ts";

/** A colour of the screen: "#1e90ff". Accepts "#FFF" and "1E90FF". */
export const colour = defineFieldType({
  name: "colour",
  label: { en: "Colour", zh: "颜色" },
  icon: "palette",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", pattern: "^#[0-9a-f]{6}$" }, (input) => {
      const digits = typeof input === "string" ? /^\s*#?([0-9a-f]{6}|[0-9a-f]{3})\s*$/i.exec(input)?.[1]?.toLowerCase() : undefined;
      if (digits === undefined) return unreadable("wrong_type", 'Must be a colour such as "#1e90ff"', { reason: "colour" });
      return { value: `#${digits.length === 3 ? digits.replace(/./g, "$&$&") : digits}` };
    }),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "colour", read: "read-colour" },
  toText: (value) => value,
});
