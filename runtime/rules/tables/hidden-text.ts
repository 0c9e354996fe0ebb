import type { TableDocument, Text } from "#metadata";

/** The codes that every table that routes knows; a table's own are the options of its reason. */
const standing: Readonly<Record<string, Text>> = {
  capability_country: { zh: "该国家或地区不可用", en: "Not available in this country" },
  capability_currency: { zh: "不支持该币种", en: "Not available in this currency" },
  capability_channel: { zh: "该渠道不可用", en: "Not available through this channel" },
  capability_amount: { zh: "金额超出限额", en: "The amount is beyond its limits" },
  capability_needs: { zh: "不支持所需的功能", en: "It does not offer what is needed" },
  hidden_by_row: { zh: "被规则隐藏", en: "A rule hides it" },
  no_row: { zh: "没有规则展示它", en: "No rule shows it" },
};

/** Why an option is not offered, in words: of a code of the table's own the label of its option, else the standing words, else the code itself. */
export function hiddenText({ outputs, routing }: TableDocument, code: string): Text {
  const own = routing?.reason === undefined ? undefined : outputs[routing.reason]?.options;
  if (own !== undefined && Object.hasOwn(own, code)) return own[code]!.label;
  return Object.hasOwn(standing, code) ? standing[code]! : code;
}
