import type { Kind } from "#metadata";

/** The rooms of the studio in the order of the rail. */
export interface Room {
  /** first part of the address: /studio/{name} */
  readonly name: "objects" | "forms" | "pages" | "tables" | "functions" | "flows" | "roles" | "packages";
  /** the kind of document that is edited there; none: a list of its own */
  readonly kind: Kind | undefined;
  readonly icon: string;
  /** key of the word on the rail */
  readonly word: "objects" | "forms" | "pages" | "tables" | "rules" | "flows" | "access" | "packages";
}

export const rooms: readonly Room[] = [
  { name: "objects", kind: "object", icon: "box", word: "objects" },
  { name: "forms", kind: "form", icon: "layout-panel-left", word: "forms" },
  { name: "pages", kind: "page", icon: "layout-template", word: "pages" },
  { name: "tables", kind: "table", icon: "table-2", word: "tables" },
  { name: "functions", kind: "function", icon: "square-function", word: "rules" },
  { name: "flows", kind: "flow", icon: "workflow", word: "flows" },
  { name: "roles", kind: "role", icon: "shield", word: "access" },
  { name: "packages", kind: undefined, icon: "package", word: "packages" },
];

/** The room and the document an address names. */
export function readAddress(path: string): { readonly room: Room | undefined; readonly document: string | undefined } {
  const [, , name, document] = path.split("/");
  return { room: rooms.find((room) => room.name === name), document: document ? decodeURIComponent(document) : undefined };
}

/** The room where a kind of document is edited. */
export const roomOf = (kind: Kind): Room | undefined => rooms.find((room) => room.kind === kind);
