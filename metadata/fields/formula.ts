import * as z from "zod";
import { logicSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { setting } from "../read-value.ts";
import { fieldOf, likeAnother, resultSetting } from "../result-type.ts";

const { shownLike: _own, ...like } = likeAnother<{ readonly result: z.infer<typeof resultSetting> }>(({ result }) => fieldOf(result));

/** Worked out from the record, and by paths from the records it refers to, whenever one of them changes. */
export const formula = defineFieldType({
  name: "formula",
  label: { en: "Formula", zh: "公式" },
  icon: "sigma",
  config: z.strictObject({
    logic: setting(logicSchema, { en: "Formula", zh: "公式" }, { en: "An expression over the record", zh: "关于记录的表达式" }),
    result: resultSetting.refine(({ type, currency }) => type !== "money" || currency !== undefined, {
      path: ["currency"],
      message: "An amount has a currency, such as CNY",
    }),
  }),
  ...like,
  shownBy: { edit: "read-text", read: "read-text" },
  derived: ({ logic }) => ({ kind: "formula", logic }),
});
