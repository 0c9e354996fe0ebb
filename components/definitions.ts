import { registry } from "#metadata";
import { address } from "./form/address/definition.ts";
import { anyReference } from "./form/any-reference/definition.ts";
import { checkboxGroup } from "./form/checkbox-group/definition.ts";
import { checkbox } from "./form/checkbox/definition.ts";
import { choice } from "./form/choice/definition.ts";
import { codeInput } from "./form/code-input/definition.ts";
import { colour } from "./form/colour/definition.ts";
import { columns } from "./form/columns/definition.ts";
import { dateInput } from "./form/date-input/definition.ts";
import { dateTimeInput } from "./form/date-time-input/definition.ts";
import { durationInput } from "./form/duration-input/definition.ts";
import { files } from "./form/files/definition.ts";
import { heading } from "./form/heading/definition.ts";
import { images } from "./form/images/definition.ts";
import { jsonInput } from "./form/json-input/definition.ts";
import { lineItems } from "./form/line-items/definition.ts";
import { location } from "./form/location/definition.ts";
import { markdown } from "./form/markdown/definition.ts";
import { moneyInput } from "./form/money-input/definition.ts";
import { multiSelect } from "./form/multi-select/definition.ts";
import { numberInput } from "./form/number-input/definition.ts";
import { paragraph } from "./form/paragraph/definition.ts";
import { person } from "./form/person/definition.ts";
import { radioGroup } from "./form/radio-group/definition.ts";
import { rating } from "./form/rating/definition.ts";
import { readBadge } from "./form/read-badge/definition.ts";
import { readCheck } from "./form/read-check/definition.ts";
import { readCode } from "./form/read-code/definition.ts";
import { readColour } from "./form/read-colour/definition.ts";
import { readFiles } from "./form/read-files/definition.ts";
import { readImages } from "./form/read-images/definition.ts";
import { readJson } from "./form/read-json/definition.ts";
import { readLineItems } from "./form/read-line-items/definition.ts";
import { readLink } from "./form/read-link/definition.ts";
import { readLocation } from "./form/read-location/definition.ts";
import { readMarkdown } from "./form/read-markdown/definition.ts";
import { readPerson } from "./form/read-person/definition.ts";
import { readProgress } from "./form/read-progress/definition.ts";
import { readRating } from "./form/read-rating/definition.ts";
import { readReferences } from "./form/read-references/definition.ts";
import { readRegion } from "./form/read-region/definition.ts";
import { readRelative } from "./form/read-relative/definition.ts";
import { readRichText } from "./form/read-rich-text/definition.ts";
import { readTags } from "./form/read-tags/definition.ts";
import { readText } from "./form/read-text/definition.ts";
import { reference } from "./form/reference/definition.ts";
import { references } from "./form/references/definition.ts";
import { region } from "./form/region/definition.ts";
import { richText } from "./form/rich-text/definition.ts";
import { section } from "./form/section/definition.ts";
import { segmented } from "./form/segmented/definition.ts";
import { select } from "./form/select/definition.ts";
import { signature } from "./form/signature/definition.ts";
import { slider } from "./form/slider/definition.ts";
import { switchInput } from "./form/switch/definition.ts";
import { tabs } from "./form/tabs/definition.ts";
import { tags } from "./form/tags/definition.ts";
import { textArea } from "./form/text-area/definition.ts";
import { textInput } from "./form/text-input/definition.ts";
import { timeInput } from "./form/time-input/definition.ts";
import { treeReference } from "./form/tree-reference/definition.ts";
import { yesNo } from "./form/yes-no/definition.ts";
import { activity } from "./page/activity/definition.ts";
import { nextStep } from "./page/next-step/definition.ts";
import { orderPayment } from "./page/order-payment/definition.ts";
import { recordDetails } from "./page/record-details/definition.ts";
import { recordHeader } from "./page/record-header/definition.ts";
import { recordList } from "./page/record-list/definition.ts";
import { relatedList } from "./page/related-list/definition.ts";

/** Every component, in the order of the palette. Definitions only: the server, which cannot run .tsx, reads this list too. */
export const definitions = [
  section,
  columns,
  tabs,
  heading,
  paragraph,
  textInput,
  textArea,
  numberInput,
  moneyInput,
  switchInput,
  dateInput,
  dateTimeInput,
  select,
  multiSelect,
  reference,
  choice,
  richText,
  markdown,
  timeInput,
  durationInput,
  tags,
  rating,
  slider,
  colour,
  checkbox,
  yesNo,
  radioGroup,
  segmented,
  checkboxGroup,
  person,
  files,
  images,
  signature,
  location,
  address,
  region,
  jsonInput,
  codeInput,
  references,
  anyReference,
  treeReference,
  lineItems,
  readText,
  readRichText,
  readMarkdown,
  readLink,
  readCode,
  readBadge,
  readCheck,
  readProgress,
  readRating,
  readRelative,
  readTags,
  readColour,
  readRegion,
  readPerson,
  readFiles,
  readImages,
  readLocation,
  readJson,
  readReferences,
  readLineItems,
  recordHeader,
  nextStep,
  recordDetails,
  relatedList,
  activity,
  recordList,
  orderPayment,
] as const;

export type Components = (typeof definitions)[number];
export const components = registry(definitions);
