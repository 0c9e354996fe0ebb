/** The lists of field types and operators, and what they agree on about values. Apart from #metadata, which takes its vocabulary as a value. */
export { fields } from "./fields/index.ts";
export { moneyText } from "./fields/money.ts";
export { readMoney } from "./values/read-money.ts";
export { optionSchema, optionText } from "./fields/select.ts";
export { operators } from "./operators/index.ts";
export { plainText, richText } from "./rich-text.ts";
export { countries, countryName, loadRegions, regionsIn, regionText, type Region } from "./regions/index.ts";
