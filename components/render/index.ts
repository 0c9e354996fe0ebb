export { RenderRoot } from "./root.tsx";
export { RenderForm, placeProblems, useSay, type RenderFormProps } from "./form.tsx";
export { RenderPage, type RenderPageProps } from "./page.tsx";
export { generateForm, generatePage } from "./generate.ts";
export { isWritable, seenFields, shownObject, type ShownField, type ShownObject } from "./object.ts";
export { placeNodes } from "./place.ts";
export { useCanvas, useGrant, useHref, useObject, useScope, type Scope, type ShownDocuments } from "./scope.tsx";
export { usePageState, type RecordJson } from "./page-state.tsx";
export type { Canvas, Part, PlacedNode, View, ViewProps } from "./view.ts";
