"use client";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import type {
  AppDocument,
  FormDocument,
  FunctionDocument,
  Grant,
  ObjectDocument,
  PageDocument,
  TableDocument,
  ViewDocument,
} from "#metadata";
import type { Sharing } from "#runtime/rules";
import { shownObject, type ShownObject } from "./object.ts";
import type { Canvas, View } from "./view.ts";

/** The documents a page may draw from, by API name: the published ones in an app, the draft's in the studio. */
/** A decision table that is tried beside the published one, and whom it answers. */
export interface ShownCandidate extends Sharing {
  readonly table: TableDocument;
}

export interface ShownDocuments {
  readonly object: Readonly<Record<string, ObjectDocument>>;
  readonly form: Readonly<Record<string, FormDocument>>;
  readonly page: Readonly<Record<string, PageDocument>>;
  readonly view: Readonly<Record<string, ViewDocument>>;
  readonly table: Readonly<Record<string, TableDocument>>;
  /** by the name of the published table: what answers in its place for a share of the keys */
  readonly candidate?: Readonly<Record<string, ShownCandidate>>;
  readonly app: Readonly<Record<string, AppDocument>>;
  readonly function?: Readonly<Record<string, FunctionDocument>>;
}

export interface Scope {
  /** of the metadata; first part of every cache key */
  readonly revision: number;
  readonly documents: ShownDocuments;
  readonly user: { readonly id: string | null; readonly roles: readonly string[]; readonly name?: string };
  /** object → what this person may do; absent (the studio) = everything */
  readonly grants?: Readonly<Record<string, Grant>> | undefined;
  /** the app whose addresses links point into; absent = links are not links */
  readonly app?: string | undefined;
  /** shows the past and the waiting of records by asking the API; false on a canvas without a saved record */
  readonly live?: boolean | undefined;
  /** IANA zone of the tenant: whose day "today" is; absent = UTC */
  readonly timezone?: string | undefined;
  /** ids of people → names, for "who" */
  readonly people?: Readonly<Record<string, string>> | undefined;
}

const emptyDocuments: ShownDocuments = { object: {}, form: {}, page: {}, view: {}, table: {}, app: {} };
const ScopeContext = createContext<Scope>({ revision: 0, documents: emptyDocuments, user: { id: null, roles: [] } });
const ViewsContext = createContext<Readonly<Record<string, View<never> | undefined>>>({});
const CanvasContext = createContext<Canvas | undefined>(undefined);

/** Gives what is drawn inside its documents, who looks at it, and the views of components by name. */
export function ScopeProvider(props: {
  readonly scope: Scope;
  readonly views: Readonly<Record<string, unknown>>;
  readonly children: ReactNode;
}) {
  return (
    <ScopeContext value={props.scope}>
      <ViewsContext value={props.views as Readonly<Record<string, View<never> | undefined>>}>{props.children}</ViewsContext>
    </ScopeContext>
  );
}
export const CanvasProvider = (props: { readonly canvas: Canvas | undefined; readonly children: ReactNode }) => (
  <CanvasContext value={props.canvas}>{props.children}</CanvasContext>
);

export const useScope = (): Scope => useContext(ScopeContext);
export const useViews = () => useContext(ViewsContext);
/** defined on a designer's canvas */
export const useCanvas = (): Canvas | undefined => useContext(CanvasContext);

/** An object as forms and lists show it; undefined when it is not there or may not be seen. */
export function useObject(name: string | undefined): ShownObject | undefined {
  const { documents } = useScope();
  const document = name === undefined || !Object.hasOwn(documents.object, name) ? undefined : documents.object[name];
  return useMemo(() => (document === undefined ? undefined : shownObject(document, documents.object)), [document, documents.object]);
}

/** What may be done with the records of an object. The studio may all. */
export function useGrant(object: string | undefined): Grant {
  const { grants } = useScope();
  if (grants === undefined) return everything;
  return (object !== undefined && Object.hasOwn(grants, object) ? grants[object] : undefined) ?? nothing;
}
const everything: Grant = { read: true, create: true, update: true, delete: true };
const nothing: Grant = {};

/** "/a/ordering/order/…": where a record or list of the current app is; undefined outside of an app. */
export function useHref(): (object: string, id?: string) => string | undefined {
  const { app } = useScope();
  return (object, id) => (app === undefined ? undefined : `/a/${app}/${object}${id === undefined ? "" : `/${id}`}`);
}
