import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, unreadable } from "../read-value.ts";

export const boolean = defineFieldType({
  name: "boolean",
  label: { en: "Yes / no", zh: "是 / 否" },
  icon: "toggle-right",
  storage: "boolean",
  config: z.strictObject({}),
  value: () =>
    readsAs<boolean>({ type: "boolean" }, (input) =>
      typeof input === "boolean"
        ? { value: input }
        : unreadable("wrong_type", `Must be true or false, not ${kindOf(input)}`, { reason: "boolean" }),
    ),
  toSlot: (value) => value,
  type: () => "boolean",
  shownBy: { edit: "switch", read: "read-text" },
  toText: (value, _config, locale) => (locale.startsWith("zh") ? (value ? "是" : "否") : value ? "Yes" : "No"),
});
