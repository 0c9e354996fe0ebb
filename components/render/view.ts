import type { ComponentType, ReactNode } from "react";
import type { Component, Node } from "#metadata";

/** A node of a form or page with its place in the tree. */
export interface PlacedNode extends Node {
  readonly id: string;
  readonly children: readonly PlacedNode[];
}

/** One thing inside a container, drawn. */
export interface Part {
  readonly node: PlacedNode;
  readonly element: ReactNode;
}

export interface ViewProps<Props> {
  readonly node: PlacedNode;
  /** checked by the component's own schema when the document was published; a draft may lack some */
  readonly props: Props;
  /** what is inside, in order (containers) */
  readonly parts: readonly Part[];
}

/** What draws a component. The props follow from its definition, so that the two cannot drift. */
export type View<C> = C extends Component<string, infer Props> ? ComponentType<ViewProps<Props>> : never;

/** The editor extends the viewer: every node may be wrapped (frame, name tag, drop target). */
export interface Canvas {
  /** `hidden`: a rule hides this node for the sample record; the canvas may show it dimmed, the app does not draw it */
  readonly wrapNode: (node: PlacedNode, element: ReactNode, state: { readonly hidden: boolean }) => ReactNode;
  readonly onSelect?: (node: PlacedNode) => void;
}
