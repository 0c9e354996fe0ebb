import type { ComponentType } from "react";
import type { ByNeed } from "../ui/by-need.ts";
import type { ShownField } from "./object.ts";

/** What draws a value that is there. */
export interface DisplayProps {
  readonly field: ShownField;
  /** never empty, but for what is not stored with the record (lines) */
  readonly value: unknown;
  /** one line of a grid or a card, or as much as it needs on a page */
  readonly place: "cell" | "page";
  /** inside something that is pressed: plain words where a link or a button would be in the way */
  readonly noLinks: boolean;
  /** the record the value stands in, where it is known */
  readonly recordId: string | undefined;
}
export type Display = ComponentType<DisplayProps>;

/** How a component that reads draws the value, wherever it stands: a grid's cell, a record's page, a form. */
export interface DisplayOf {
  readonly Draw: ByNeed<Display>;
  /** holds links or buttons of its own: it is never put inside of a button */
  readonly acts?: true;
  /** more than a line on a page */
  readonly isTall?: true;
  /** draws also where the record has no value */
  readonly evenEmpty?: true;
}
