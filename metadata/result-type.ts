import * as z from "zod";
import type { FieldType, SettledField, SlotValue, Storage } from "./field-type.ts";
import { storageOf } from "./field-type.ts";
import { boolean } from "./fields/boolean.ts";
import { date } from "./fields/date.ts";
import { dateTime } from "./fields/date_time.ts";
import { decimal } from "./fields/decimal.ts";
import { json } from "./fields/json.ts";
import { longText } from "./fields/long_text.ts";
import { money } from "./fields/money.ts";
import { number } from "./fields/number.ts";
import { setting } from "./read-value.ts";
import type { ScalarType, ValueType } from "./value-type.ts";

/** What a worked-out value is: the settings that a document gives. */
export const resultSetting = setting(
  z.strictObject({
    type: setting(z.enum(["text", "number", "decimal", "money", "boolean", "date", "instant", "json"]), { en: "Type", zh: "类型" }),
    scale: setting(z.int().min(0).max(8).optional(), { en: "Decimal places", zh: "小数位数" }, { en: "Absent: 2", zh: "留空为 2" }),
    currency: setting(
      z
        .string()
        .regex(/^[A-Z]{3}$/, "three capital letters, such as CNY")
        .optional(),
      { en: "Currency", zh: "币种" },
      { en: "ISO 4217 code, for amounts", zh: "金额的 ISO 4217 代码" },
    ),
  }),
  { en: "Result", zh: "结果" },
);
export type Result = z.infer<typeof resultSetting>;

const plain: Readonly<Record<Exclude<ScalarType, "reference">, FieldType>> = {
  text: longText,
  number,
  decimal,
  money,
  boolean,
  date,
  instant: dateTime,
  json,
};

/** The plain field type that holds a result, with its settings. */
export function fieldOf({ type, scale, currency }: Result): SettledField {
  const settings =
    type === "decimal"
      ? { scale: scale ?? 2 }
      : type === "money"
        ? { currency: currency ?? "CNY" }
        : type === "text"
          ? { maxLength: 100_000 }
          : {};
  return { type: plain[type], settings };
}

/**
 * The behaviour of a type whose values are those of another field. `of`: which, with settled settings; undefined while nobody has
 * settled them: then it is json, which every value is.
 */
export function likeAnother<Config>(of: (config: Config) => SettledField | undefined): {
  readonly storage: (config: Config) => Storage;
  readonly value: (config: Config) => z.ZodType<any>;
  readonly toSlot: (value: any, config: Config) => SlotValue;
  readonly type: (config: Config) => ValueType;
  readonly toText: (value: any, config: Config, locale: string) => string;
  readonly currency: (config: Config) => string | undefined;
  readonly shownLike: (config: Config) => SettledField | undefined;
  readonly searched: (value: any, config: Config) => string;
} {
  const other = (config: Config): SettledField => of(config) ?? { type: json, settings: {} };
  return {
    storage: (config) => storageOf(other(config).type, other(config).settings),
    value: (config) => other(config).type.value(other(config).settings),
    toSlot: (value, config) => other(config).type.toSlot(value, other(config).settings),
    type: (config) => other(config).type.type(other(config).settings),
    toText: (value, config, locale) => other(config).type.toText(value, other(config).settings, locale),
    currency: (config) => other(config).type.currency?.(other(config).settings),
    shownLike: of,
    searched: (value, config) => other(config).type.searched?.(value, other(config).settings) ?? "",
  };
}
