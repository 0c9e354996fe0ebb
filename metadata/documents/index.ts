import type * as z from "zod";
import { appAtoms, appSchema, type AppDocument } from "./app.ts";
import { flowAtoms, flowSchema, type FlowDocument } from "./flow.ts";
import { formAtoms, formSchema, type FormDocument } from "./form.ts";
import { functionAtoms, functionSchema, type FunctionDocument } from "./function.ts";
import { objectAtoms, objectSchema, type ObjectDocument } from "./object.ts";
import { pageAtoms, pageSchema, type PageDocument } from "./page.ts";
import { roleAtoms, roleSchema, type RoleDocument } from "./role.ts";
import { tableAtoms, tableSchema, type TableDocument } from "./table.ts";
import { viewAtoms, viewSchema, type ViewDocument } from "./view.ts";

/** Every kind of document by name. */
export interface DocumentOf {
  readonly object: ObjectDocument;
  readonly form: FormDocument;
  readonly page: PageDocument;
  readonly view: ViewDocument;
  readonly app: AppDocument;
  readonly table: TableDocument;
  readonly flow: FlowDocument;
  readonly function: FunctionDocument;
  readonly role: RoleDocument;
}
export type Kind = keyof DocumentOf;
export type Document = DocumentOf[Kind];

interface KindOf<K extends Kind> {
  readonly schema: z.ZodType<DocumentOf[K]>;
  /** paths whose value layers set whole; `*` stands for one name */
  readonly atoms: readonly string[];
}

/** The closed list of kinds: shape, and what a layer may patch apart. */
export const kinds: { readonly [K in Kind]: KindOf<K> } = {
  object: { schema: objectSchema as never, atoms: objectAtoms },
  form: { schema: formSchema as never, atoms: formAtoms },
  page: { schema: pageSchema as never, atoms: pageAtoms },
  view: { schema: viewSchema as never, atoms: viewAtoms },
  app: { schema: appSchema as never, atoms: appAtoms },
  table: { schema: tableSchema as never, atoms: tableAtoms },
  flow: { schema: flowSchema as never, atoms: flowAtoms },
  function: { schema: functionSchema as never, atoms: functionAtoms },
  role: { schema: roleSchema as never, atoms: roleAtoms },
};
export const kindNames = Object.keys(kinds) as readonly Kind[];
export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name);
