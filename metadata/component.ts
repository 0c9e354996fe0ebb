import type * as z from "zod";
import type { FieldType } from "./field-type.ts";
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
  /** Kinds of values it can show, besides the fields whose type names it: see `kindOfValue`. */
  readonly shows?: readonly string[];
  /** Props of a freshly placed node. */
  readonly initial?: Readonly<Record<string, unknown>>;
}

export const defineComponent = <const Name extends string, Props>(component: Component<Name, Props>): Component<Name, Props> => component;

/**
 * What a field holds, as components say what they show: its value type ("list:text" for a list of texts), ":choice" after it where the
 * settings list what may be chosen, ":<format>" where the type says that its text is no plain one ("text:email").
 */
export function kindOfValue(type: FieldType, settings: unknown): string {
  const valueType = type.type(settings);
  const name = typeof valueType === "string" ? valueType : `list:${valueType.list}`;
  if (typeof settings === "object" && settings !== null && "options" in settings) return `${name}:choice`;
  if (type.people !== undefined) return `${name}:person`;
  if (name !== "text") return name;
  const said = type.value(settings).meta();
  return typeof said?.["format"] === "string" ? `text:${said["format"]}` : said?.["pattern"] === undefined ? name : "text:pattern";
}

/** May the component stand in for the type's own, to type in or to read. */
export const canShow = (component: Component, how: "edit" | "read", type: FieldType, settings: unknown): boolean =>
  component.name === type.shownBy[how] ||
  (component.bound === true &&
    component.group === (how === "edit" ? "input" : "display") &&
    component.shows?.includes(kindOfValue(type, settings)) === true);
