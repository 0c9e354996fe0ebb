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
const RichTextInput = byNeed(async () => (await import("./form/rich-text/view.tsx")).RichTextInput);
const Markdown = byNeed(async () => (await import("./form/markdown/view.tsx")).Markdown);
const TimeInput = byNeed(async () => (await import("./form/time-input/view.tsx")).TimeInput);
const DurationInput = byNeed(async () => (await import("./form/duration-input/view.tsx")).DurationInput);
const Tags = byNeed(async () => (await import("./form/tags/view.tsx")).Tags);
const Rating = byNeed(async () => (await import("./form/rating/view.tsx")).Rating);
const Slider = byNeed(async () => (await import("./form/slider/view.tsx")).Slider);
const Colour = byNeed(async () => (await import("./form/colour/view.tsx")).Colour);
const Checkbox = byNeed(async () => (await import("./form/checkbox/view.tsx")).Checkbox);
const YesNo = byNeed(async () => (await import("./form/yes-no/view.tsx")).YesNo);
const RadioGroup = byNeed(async () => (await import("./form/radio-group/view.tsx")).RadioGroup);
const Segmented = byNeed(async () => (await import("./form/segmented/view.tsx")).Segmented);
const CheckboxGroup = byNeed(async () => (await import("./form/checkbox-group/view.tsx")).CheckboxGroup);
const Person = byNeed(async () => (await import("./form/person/view.tsx")).Person);
const Files = byNeed(async () => (await import("./form/files/view.tsx")).Files);
const Images = byNeed(async () => (await import("./form/images/view.tsx")).Images);
const Signature = byNeed(async () => (await import("./form/signature/view.tsx")).Signature);
const Location = byNeed(async () => (await import("./form/location/view.tsx")).Location);
const Address = byNeed(async () => (await import("./form/address/view.tsx")).Address);
const Region = byNeed(async () => (await import("./form/region/view.tsx")).Region);
const JsonInput = byNeed(async () => (await import("./form/json-input/view.tsx")).JsonInput);
const CodeInput = byNeed(async () => (await import("./form/code-input/view.tsx")).CodeInput);
const References = byNeed(async () => (await import("./form/references/view.tsx")).References);
const AnyReference = byNeed(async () => (await import("./form/any-reference/view.tsx")).AnyReference);
const TreeReference = byNeed(async () => (await import("./form/tree-reference/view.tsx")).TreeReference);
const LineItems = byNeed(async () => (await import("./form/line-items/view.tsx")).LineItems);
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
  "rich-text": RichTextInput,
  markdown: Markdown,
  "time-input": TimeInput,
  "duration-input": DurationInput,
  tags: Tags,
  rating: Rating,
  slider: Slider,
  colour: Colour,
  checkbox: Checkbox,
  "yes-no": YesNo,
  "radio-group": RadioGroup,
  segmented: Segmented,
  "checkbox-group": CheckboxGroup,
  person: Person,
  files: Files,
  images: Images,
  signature: Signature,
  location: Location,
  address: Address,
  region: Region,
  "json-input": JsonInput,
  "code-input": CodeInput,
  references: References,
  "any-reference": AnyReference,
  "tree-reference": TreeReference,
  "line-items": LineItems,
  "read-rich-text": ReadText,
  "read-markdown": ReadText,
  "read-link": ReadText,
  "read-code": ReadText,
  "read-badge": ReadText,
  "read-check": ReadText,
  "read-progress": ReadText,
  "read-rating": ReadText,
  "read-relative": ReadText,
  "read-region": ReadText,
  "read-tags": ReadText,
  "read-colour": ReadText,
  "read-person": ReadText,
  "read-files": ReadText,
  "read-images": ReadText,
  "read-location": ReadText,
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
