import { lazy } from "react";
import type { Components } from "./definitions.ts";
import { Choice } from "./form/choice/view.tsx";
import { Columns } from "./form/columns/view.tsx";
import { DateInput } from "./form/date-input/view.tsx";
import { DateTimeInput } from "./form/date-time-input/view.tsx";
import { Heading } from "./form/heading/view.tsx";
import { MoneyInput } from "./form/money-input/view.tsx";
import { MultiSelect } from "./form/multi-select/view.tsx";
import { NumberInput } from "./form/number-input/view.tsx";
import { Paragraph } from "./form/paragraph/view.tsx";
import { ReadText } from "./form/read-text/view.tsx";
import { Reference } from "./form/reference/view.tsx";
import { Section } from "./form/section/view.tsx";
import { Select } from "./form/select/view.tsx";
import { SwitchInput } from "./form/switch/view.tsx";
import { Tabs } from "./form/tabs/view.tsx";
import { TextArea } from "./form/text-area/view.tsx";
import { TextInput } from "./form/text-input/view.tsx";
import { Activity } from "./page/activity/view.tsx";
import { NextStep } from "./page/next-step/view.tsx";
import { OrderPayment } from "./page/order-payment/view.tsx";
import { RecordDetails } from "./page/record-details/view.tsx";
import { RecordHeader } from "./page/record-header/view.tsx";
import { RelatedList } from "./page/related-list/view.tsx";
import type { View } from "./render/view.ts";

// the grid is a good part of the code of a page, and a customer's phone never shows one
const RecordList = lazy(async () => ({ default: (await import("./page/record-list/view.tsx")).RecordList }));

/** Component name → what draws it. The compiler names a missing one. */
export const views = {
  section: Section,
  columns: Columns,
  tabs: Tabs,
  heading: Heading,
  paragraph: Paragraph,
  "text-input": TextInput,
  "text-area": TextArea,
  "number-input": NumberInput,
  "money-input": MoneyInput,
  switch: SwitchInput,
  "date-input": DateInput,
  "date-time-input": DateTimeInput,
  select: Select,
  "multi-select": MultiSelect,
  reference: Reference,
  choice: Choice,
  "read-text": ReadText,
  "record-header": RecordHeader,
  "next-step": NextStep,
  "record-details": RecordDetails,
  "related-list": RelatedList,
  activity: Activity,
  "record-list": RecordList,
  "order-payment": OrderPayment,
} satisfies { [C in Components as C["name"]]: View<C> };
