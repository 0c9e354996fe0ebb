import * as z from "zod";
import { logicSchema, nameSchema } from "../documents/parts.ts";
import { defineFieldType, type SettledField } from "../field-type.ts";
import { setting } from "../read-value.ts";
import { fieldOf, likeAnother } from "../result-type.ts";
import type { Logic } from "../value-type.ts";

interface Settings {
  readonly object: string;
  readonly by: string;
  readonly fn: "count" | "sum" | "avg" | "min" | "max";
  readonly field?: string | undefined;
  readonly filter?: Logic | undefined;
  /** the field whose values these are; settled */
  readonly source?: SettledField | undefined;
}

/** Counted or summed up over the records of another object that refer to this one, whenever one of them changes. */
export const rollUp = defineFieldType({
  name: "roll_up",
  label: { en: "Roll-up", zh: "汇总" },
  icon: "chart-column",
  config: z
    .strictObject({
      object: setting(nameSchema, { en: "Object", zh: "对象" }, { en: "The object that is summed up", zh: "被汇总的对象" }).meta({
        picks: "object",
      }),
      by: setting(
        nameSchema,
        { en: "Its field", zh: "其字段" },
        { en: "Its field that refers to this object", zh: "该对象中指向本对象的字段" },
      ).meta({
        picks: "field",
        of: "object",
      }),
      fn: setting(z.enum(["count", "sum", "avg", "min", "max"]), { en: "Function", zh: "汇总方式" }),
      field: setting(
        nameSchema.optional(),
        { en: "Of", zh: "汇总字段" },
        { en: "The field that is summed up; not for count", zh: "被汇总的字段，计数时不填" },
      ).meta({
        picks: "field",
        of: "object",
      }),
      filter: setting(
        logicSchema.optional(),
        { en: "Only where", zh: "条件" },
        { en: "An expression over the other object", zh: "关于被汇总对象的表达式" },
      ).meta({ of: "object" }),
    })
    .refine(({ fn, field }) => (fn === "count") === (field === undefined), {
      path: ["field"],
      message: "sum, avg, min and max are of a field; count is of none",
    }) as z.ZodType<Settings>,
  ...likeAnother<Settings>(({ source }) => source),
  shownBy: { edit: "read-text", read: "read-text" },
  derived: ({ object, by, fn, field, filter }) => ({
    kind: "rollUp",
    object,
    by,
    fn,
    ...(field === undefined ? {} : { field }),
    ...(filter === undefined ? {} : { filter }),
  }),
  settle: (config, { fieldAt }) => {
    const source =
      config.fn === "count" ? { type: fieldOf({ type: "number" }).type, settings: { integer: true } } : outcome(config, fieldAt);
    return source === undefined ? config : { ...config, source };
  },
});

/** What a function makes of a field: the least and the most are one of its values; sums and averages have no limits of their own. */
function outcome(
  { object, field, fn }: Settings,
  fieldAt: (object: string, field: string) => SettledField | undefined,
): SettledField | undefined {
  const of = field === undefined ? undefined : fieldAt(object, field);
  if (of === undefined || fn === "min" || fn === "max") return of;
  const type = of.type.type(of.settings);
  if (type === "money") return fieldOf({ type, currency: of.type.currency?.(of.settings) });
  // also of a field that is worked out itself: what its slot makes of 1 says how many places it has
  const scale = type === "decimal" ? String(of.type.toSlot("1", of.settings)).length - 1 : 0;
  if (type === "decimal") return fieldOf({ type, scale: fn === "avg" ? Math.min(8, scale + 4) : scale });
  if (type === "number") return fn === "avg" ? fieldOf({ type: "decimal", scale: 4 }) : fieldOf({ type });
  return undefined;
}
