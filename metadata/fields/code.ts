import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting } from "../read-value.ts";

/** Source text of a language, as it was typed. */
export const code = defineFieldType({
  name: "code",
  label: { en: "Code", zh: "代码" },
  icon: "code",
  storage: "text",
  config: z.strictObject({
    language: setting(
      z
        .string()
        .regex(/^[a-z][a-z0-9+#-]{0,31}$/, "a language such as sql or javascript")
        .optional(),
      { en: "Language", zh: "语言" },
      { en: "For colours in the editor: sql, javascript, python …", zh: "用于编辑器着色：sql、javascript、python 等" },
    ),
  }),
  value: () => readsAs<string>({ type: "string", maxLength: 100_000 }, (input) => readText(input, 100_000)),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "code-input", read: "read-code" },
  toText: (value) => value,
});
