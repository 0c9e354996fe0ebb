import * as z from "zod";
import { byId, orderSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";
import { inLocale, textSchema } from "../text.ts";
import { closest } from "../values/index.ts";

/** One choice of a select: its key in the map is the stored value and never changes. */
export const optionSchema = z.strictObject({
  label: textSchema,
  order: orderSchema,
  tone: z.enum(["success", "info", "warning", "danger", "neutral"]).optional(),
  description: textSchema.optional(),
});

export const optionsSetting = setting(byId(optionSchema), { en: "Options", zh: "选项" });
type Options = z.infer<typeof optionsSetting>;

/** One of a list. The value is the option's id. */
export const select = defineFieldType({
  name: "select",
  label: { en: "Choice", zh: "单选" },
  icon: "circle-chevron-down",
  storage: "text",
  config: z.strictObject({ options: optionsSetting }),
  value: ({ options }) =>
    readsAs<string>({ type: "string", enum: Object.keys(options) }, (input) =>
      typeof input === "string" && Object.hasOwn(options, input) ? { value: input } : notAnOption(input, options),
    ),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "select", read: "read-text" },
  toText: (value, { options }, locale) => optionText(value, options, locale),
});

/** The label of an option; a value that is no longer among them shows as it is. */
export const optionText = (value: string, options: Options, locale: string): string =>
  Object.hasOwn(options, value) ? inLocale(options[value]?.label, locale, value) : value;

/** One sentence: what was given, what could be. */
export function notAnOption(input: unknown, options: Options): ReturnType<typeof unreadable> {
  const no = (message: string) =>
    typeof input === "string"
      ? unreadable("not_an_option", message, { reason: "value", value: input.slice(0, 64) })
      : unreadable("not_an_option", message);
  const names = Object.keys(options);
  const near = typeof input === "string" ? closest(input, names) : undefined;
  const given = typeof input === "string" ? `"${input.slice(0, 64)}"` : "this";
  if (near !== undefined) return no(`${given} is not an option; did you mean "${near}"?`);
  return no(`${given} is not an option; choose one of ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}`);
}
