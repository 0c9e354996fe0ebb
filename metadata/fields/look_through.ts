import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType, type SettledField } from "../field-type.ts";
import { setting } from "../read-value.ts";
import { likeAnother } from "../result-type.ts";

interface Settings {
  readonly reference: string;
  readonly field: string;
  /** the field whose values these are; settled */
  readonly source?: SettledField | undefined;
}

/** The value of a field of the record that this one refers to, kept along. It reads and shows like that field. */
export const lookThrough = defineFieldType({
  name: "look_through",
  label: { en: "Look-through", zh: "引用字段" },
  icon: "scan-eye",
  config: z.strictObject({
    reference: setting(
      nameSchema,
      { en: "Reference", zh: "关联字段" },
      { en: "A field of this object that refers to a record", zh: "本对象中的关联字段" },
    ).meta({
      picks: "field",
    }),
    field: setting(nameSchema, { en: "Its field", zh: "其字段" }, { en: "The field of that record", zh: "被关联记录的字段" }),
  }) as z.ZodType<Settings>,
  ...likeAnother<Settings>(({ source }) => source),
  shownBy: { edit: "read-text", read: "read-text" },
  derived: ({ reference, field }) => ({ kind: "lookThrough", reference, field }),
  settle: (config, { object, fieldAt }) => {
    const reference = fieldAt(object, config.reference);
    const target = reference?.type.refersTo?.(reference.settings);
    const source = target === undefined ? undefined : fieldAt(target, config.field);
    return source === undefined ? config : { ...config, source };
  },
});
