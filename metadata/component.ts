import type * as z from "zod";
import type { Text } from "./text.ts";

/** What can be placed on a form or page: a static description beside its view. Same file runs on the server and in the browser. */
export interface Component<Name extends string = string, Props = any> {
  readonly name: Name;
  readonly label: Text;
  /** lucide icon name */
  readonly icon: string;
  readonly group: "layout" | "input" | "display" | "data";
  /** Where it may be placed. */
  readonly on: readonly ("form" | "page")[];
  /**
   * Validates a node's `props` AND draws the property panel. A prop that names something says so in its schema's metadata, for the
   * reference check and where-used: `picks` a kind of document, or "field" of the object that the prop `of` names, else of the object around.
   */
  readonly props: z.ZodType<Props>;
  /** Holds other nodes. */
  readonly container?: boolean;
  /** Shows one field of the form's object: `props.field` is that field's API name. */
  readonly bound?: boolean;
  /** Value types of the fields it can show ("list:text" for a list of texts); absent = only fields whose type names it. */
  readonly shows?: readonly string[];
  /** Props of a freshly placed node. */
  readonly initial?: Readonly<Record<string, unknown>>;
}

export const defineComponent = <const Name extends string, Props>(component: Component<Name, Props>): Component<Name, Props> => component;
