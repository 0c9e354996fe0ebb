import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { setting } from "../read-value.ts";
import { isZone } from "../zone.ts";
import { dateTime } from "./date_time.ts";

/** When the record was made. Every record knows it; a field shows it under a name of its own. */
export const createdAt = defineFieldType({
  name: "created_at",
  label: { en: "Created at", zh: "创建时间" },
  icon: "calendar-plus",
  storage: "instant",
  config: z.strictObject({
    timezone: setting(
      z.string().max(64).refine(isZone, "an IANA time zone, such as Asia/Shanghai").optional(),
      { en: "Time zone", zh: "时区" },
      { en: "Shown in this zone; absent: the reader's own", zh: "按此时区显示；留空为读者所在时区" },
    ),
  }),
  value: dateTime.value,
  toSlot: (value: string) => value,
  type: () => "instant",
  shownBy: { edit: "read-text", read: "read-text" },
  toText: dateTime.toText,
  derived: () => ({ kind: "column", column: "created_at" }),
});
