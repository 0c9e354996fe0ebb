import type { Components } from "./definitions.ts";
import type { Display, DisplayOf } from "./render/display.ts";
import { byNeed } from "./ui/by-need.ts";

const drawn = (bring: () => Promise<Display>, more: Omit<DisplayOf, "Draw"> = {}): DisplayOf => ({ Draw: byNeed(bring), ...more });

/**
 * Name of a component that reads → what draws the value itself, so that a grid, a record's page and a form show it alike.
 * What is not here is text. The code comes with the first value that needs it.
 */
const all = {
  "read-rich-text": drawn(async () => (await import("./form/read-rich-text/display.tsx")).RichText, { acts: true, isTall: true }),
  "read-markdown": drawn(async () => (await import("./form/read-markdown/display.tsx")).MarkdownText, { acts: true, isTall: true }),
  "read-link": drawn(async () => (await import("./form/read-link/display.tsx")).LinkText, { acts: true }),
  "read-code": drawn(async () => (await import("./form/read-code/display.tsx")).CodeText, { acts: true, isTall: true }),
  "read-badge": drawn(async () => (await import("./form/read-badge/display.tsx")).Badges),
  "read-check": drawn(async () => (await import("./form/read-check/display.tsx")).Tick),
  "read-progress": drawn(async () => (await import("./form/read-progress/display.tsx")).ProgressBar),
  "read-rating": drawn(async () => (await import("./form/read-rating/display.tsx")).Stars),
  "read-relative": drawn(async () => (await import("./form/read-relative/display.tsx")).Relative),
  "read-region": drawn(async () => (await import("./form/read-region/display.tsx")).RegionText),
  "read-tags": drawn(async () => (await import("./form/read-tags/display.tsx")).TagList),
  "read-colour": drawn(async () => (await import("./form/read-colour/display.tsx")).ColourSwatch),
  "read-person": drawn(async () => (await import("./form/read-person/display.tsx")).PersonName),
  "read-files": drawn(async () => (await import("./form/read-files/display.tsx")).FileList, { acts: true, isTall: true }),
  "read-images": drawn(async () => (await import("./form/read-images/display.tsx")).ImageList, { acts: true, isTall: true }),
  "read-location": drawn(async () => (await import("./form/read-location/display.tsx")).PlaceLink, { acts: true }),
  "read-json": drawn(async () => (await import("./form/read-code/display.tsx")).CodeText, { acts: true, isTall: true }),
  "read-references": drawn(async () => (await import("./form/read-references/display.tsx")).RecordLinks, { acts: true }),
  "read-line-items": drawn(async () => (await import("./form/read-line-items/display.tsx")).LineTable, {
    acts: true,
    isTall: true,
    evenEmpty: true,
  }),
} satisfies { [Name in Exclude<Extract<Components["name"], `read-${string}`>, "read-text">]: DisplayOf };

/** undefined: the value is shown as text. */
export const displayOf = (name: string): DisplayOf | undefined =>
  Object.hasOwn(all, name) ? (all as Readonly<Record<string, DisplayOf>>)[name] : undefined;
