import type { FieldType } from "../field-type.ts";
import { registry } from "../registry.ts";
import { autoNumber } from "./auto_number.ts";
import { boolean } from "./boolean.ts";
import { date } from "./date.ts";
import { dateTime } from "./date_time.ts";
import { decimal } from "./decimal.ts";
import { email } from "./email.ts";
import { longText } from "./long_text.ts";
import { money } from "./money.ts";
import { multiSelect } from "./multi_select.ts";
import { number } from "./number.ts";
import { percent } from "./percent.ts";
import { phone } from "./phone.ts";
import { reference } from "./reference.ts";
import { select } from "./select.ts";
import { text } from "./text.ts";
import { url } from "./url.ts";

/** Every field type, in the order of the palette. */
export const fields = registry<FieldType>([
  text,
  longText,
  number,
  decimal,
  money,
  percent,
  boolean,
  date,
  dateTime,
  select,
  multiSelect,
  reference,
  autoNumber,
  email,
  phone,
  url,
]);
