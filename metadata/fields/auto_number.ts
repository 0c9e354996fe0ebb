import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting } from "../read-value.ts";

/** A number given when the record is made: "{0000}" → 0042, "O-{00000}" → O-00042. Nobody can write it. */
export const autoNumber = defineFieldType({
  name: "auto_number",
  label: { en: "Auto number", zh: "自动编号" },
  icon: "list-ordered",
  storage: "text",
  config: z.strictObject({
    mask: setting(
      z
        .string()
        .max(64)
        .regex(/^[^{}]*\{0{1,18}\}[^{}]*$/, 'one run of zeros in braces, such as "{0000}" or "O-{00000}"')
        .optional(),
      { en: "Pattern", zh: "格式" },
      { en: "Zeros in braces stand for the number: O-{00000}. Absent: {0}", zh: "花括号中的 0 代表数字：O-{00000}。留空为 {0}" },
    ),
  }),
  value: () => readsAs<string>({ type: "string", readOnly: true }, (input) => readText(input, 100)),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "read-text", read: "read-text" },
  toText: (value) => value,
  generated: "sequence",
  alwaysIndexed: true,
  fromSequence: (next, { mask = "{0}" }) => mask.replace(/\{(0+)\}/, (_, zeros: string) => String(next).padStart(zeros.length, "0")),
});
