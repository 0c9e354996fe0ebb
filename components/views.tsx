import type { Components } from "./definitions.ts";
import { Columns } from "./form/columns/view.tsx";
import { Heading } from "./form/heading/view.tsx";
import { Paragraph } from "./form/paragraph/view.tsx";
import { Section } from "./form/section/view.tsx";
import type { View } from "./render/view.ts";
import { byNeed } from "./ui/by-need.ts";

// What a page shows is what its browser loads: an input with its calendar or its list, a grid, come with the first page that has one.
const Choice = byNeed(async () => (await import("./form/choice/view.tsx")).Choice);
const DateInput = byNeed(async () => (await import("./form/date-input/view.tsx")).DateInput);
const DateTimeInput = byNeed(async () => (await import("./form/date-time-input/view.tsx")).DateTimeInput);
const MultiSelect = byNeed(async () => (await import("./form/multi-select/view.tsx")).MultiSelect);
const NumberInput = byNeed(async () => (await import("./form/number-input/view.tsx")).NumberInput);
const MoneyInput = byNeed(async () => (await import("./form/money-input/view.tsx")).MoneyInput);
const Reference = byNeed(async () => (await import("./form/reference/view.tsx")).Reference);
const Select = byNeed(async () => (await import("./form/select/view.tsx")).Select);
const SwitchInput = byNeed(async () => (await import("./form/switch/view.tsx")).SwitchInput);
const Tabs = byNeed(async () => (await import("./form/tabs/view.tsx")).Tabs);
const TextArea = byNeed(async () => (await import("./form/text-area/view.tsx")).TextArea);
const TextInput = byNeed(async () => (await import("./form/text-input/view.tsx")).TextInput);
const ReadText = byNeed(async () => (await import("./form/read-text/view.tsx")).ReadText);
const Activity = byNeed(async () => (await import("./page/activity/view.tsx")).Activity);
const NextStep = byNeed(async () => (await import("./page/next-step/view.tsx")).NextStep);
const OrderPayment = byNeed(async () => (await import("./page/order-payment/view.tsx")).OrderPayment);
const RecordDetails = byNeed(async () => (await import("./page/record-details/view.tsx")).RecordDetails);
const RecordHeader = byNeed(async () => (await import("./page/record-header/view.tsx")).RecordHeader);
const RelatedList = byNeed(async () => (await import("./page/related-list/view.tsx")).RelatedList);
const RecordList = byNeed(async () => (await import("./page/record-list/view.tsx")).RecordList);

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
  "rich-text": TextInput,
  markdown: TextInput,
  "time-input": TextInput,
  "duration-input": TextInput,
  tags: TextInput,
  rating: TextInput,
  slider: TextInput,
  colour: TextInput,
  checkbox: TextInput,
  "yes-no": TextInput,
  "radio-group": TextInput,
  segmented: TextInput,
  "checkbox-group": TextInput,
  person: TextInput,
  files: TextInput,
  images: TextInput,
  signature: TextInput,
  location: TextInput,
  address: TextInput,
  region: TextInput,
  "json-input": TextInput,
  "code-input": TextInput,
  references: TextInput,
  "any-reference": TextInput,
  "tree-reference": TextInput,
  "line-items": TextInput,
  "read-rich-text": ReadText,
  "read-markdown": ReadText,
  "read-link": ReadText,
  "read-code": ReadText,
  "read-badge": ReadText,
  "read-check": ReadText,
  "read-progress": ReadText,
  "read-rating": ReadText,
  "read-relative": ReadText,
  "read-tags": ReadText,
  "read-colour": ReadText,
  "read-person": ReadText,
  "read-files": ReadText,
  "read-images": ReadText,
  "read-location": ReadText,
  "read-address": ReadText,
  "read-json": ReadText,
  "read-references": ReadText,
  "read-line-items": ReadText,
  "record-header": RecordHeader,
  "next-step": NextStep,
  "record-details": RecordDetails,
  "related-list": RelatedList,
  activity: Activity,
  "record-list": RecordList,
  "order-payment": OrderPayment,
} satisfies { [C in Components as C["name"]]: View<C> };
