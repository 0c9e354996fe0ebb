import * as z from "zod";
import { nameSchema, setting, textSchema } from "#metadata";

/** A setting whose value names something: the panel offers a picker instead of a text. `of`: the prop that names the object. */
export const picks = <Schema extends z.ZodType>(what: "field" | "object" | "view" | "page" | "form", schema: Schema, of?: string): Schema =>
  schema.meta({ picks: what, ...(of === undefined ? {} : { of }) }) as Schema;

/** What every component that shows one field may be told. */
export const boundProps = {
  field: picks("field", setting(nameSchema, { en: "Field", zh: "字段" })),
  label: setting(textSchema.optional(), { en: "Label", zh: "标签" }, { en: "Absent: the field's own", zh: "留空则用字段的标签" }),
  help: setting(textSchema.optional(), { en: "Help", zh: "帮助" }, { en: "One line under the field", zh: "字段下方的一行说明" }),
  width: setting(
    z.enum(["auto", "full"]).optional(),
    { en: "Width", zh: "宽度" },
    { en: "Full takes the whole row", zh: "整行：独占一行" },
  ),
};
export const placeholderProp = { placeholder: setting(textSchema.optional(), { en: "Placeholder", zh: "占位文字" }) };
