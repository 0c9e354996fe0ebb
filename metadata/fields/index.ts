import type { FieldType } from "../field-type.ts";
import { registry } from "../registry.ts";
import { address } from "./address.ts";
import { autoNumber } from "./auto_number.ts";
import { boolean } from "./boolean.ts";
import { code } from "./code.ts";
import { colour } from "./colour.ts";
import { createdAt } from "./created_at.ts";
import { createdBy } from "./created_by.ts";
import { date } from "./date.ts";
import { dateTime } from "./date_time.ts";
import { decimal } from "./decimal.ts";
import { duration } from "./duration.ts";
import { email } from "./email.ts";
import { file } from "./file.ts";
import { formula } from "./formula.ts";
import { image } from "./image.ts";
import { json } from "./json.ts";
import { lineItems } from "./line_items.ts";
import { location } from "./location.ts";
import { longText } from "./long_text.ts";
import { lookThrough } from "./look_through.ts";
import { markdown } from "./markdown.ts";
import { masterDetail } from "./master_detail.ts";
import { money } from "./money.ts";
import { multiReference } from "./multi_reference.ts";
import { multiSelect } from "./multi_select.ts";
import { number } from "./number.ts";
import { percent } from "./percent.ts";
import { phone } from "./phone.ts";
import { polymorphicReference } from "./polymorphic_reference.ts";
import { rating } from "./rating.ts";
import { reference } from "./reference.ts";
import { region } from "./region.ts";
import { richText } from "./rich_text.ts";
import { rollUp } from "./roll_up.ts";
import { select } from "./select.ts";
import { signature } from "./signature.ts";
import { tags } from "./tags.ts";
import { text } from "./text.ts";
import { time } from "./time.ts";
import { tree } from "./tree.ts";
import { updatedAt } from "./updated_at.ts";
import { updatedBy } from "./updated_by.ts";
import { url } from "./url.ts";
import { user } from "./user.ts";

/** Every field type, in the order of the palette. */
export const fields = registry<FieldType>([
  text,
  longText,
  richText,
  markdown,
  number,
  decimal,
  money,
  percent,
  boolean,
  date,
  dateTime,
  time,
  duration,
  select,
  multiSelect,
  tags,
  rating,
  colour,
  reference,
  multiReference,
  polymorphicReference,
  masterDetail,
  tree,
  lineItems,
  formula,
  rollUp,
  lookThrough,
  autoNumber,
  email,
  phone,
  url,
  user,
  file,
  image,
  signature,
  location,
  address,
  region,
  json,
  code,
  createdAt,
  createdBy,
  updatedAt,
  updatedBy,
]);
