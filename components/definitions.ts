import { registry } from "#metadata";
import { choice } from "./form/choice/definition.ts";
import { columns } from "./form/columns/definition.ts";
import { dateInput } from "./form/date-input/definition.ts";
import { dateTimeInput } from "./form/date-time-input/definition.ts";
import { heading } from "./form/heading/definition.ts";
import { moneyInput } from "./form/money-input/definition.ts";
import { multiSelect } from "./form/multi-select/definition.ts";
import { numberInput } from "./form/number-input/definition.ts";
import { paragraph } from "./form/paragraph/definition.ts";
import { readText } from "./form/read-text/definition.ts";
import { reference } from "./form/reference/definition.ts";
import { section } from "./form/section/definition.ts";
import { select } from "./form/select/definition.ts";
import { switchInput } from "./form/switch/definition.ts";
import { tabs } from "./form/tabs/definition.ts";
import { textArea } from "./form/text-area/definition.ts";
import { textInput } from "./form/text-input/definition.ts";
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
  readText,
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
