export { applyPatch, type Applied } from "./apply.ts";
export { changeDocument, changesBetween, type ChangedDocument, type PropertyChange } from "./change-document.ts";
export { describeChanges, valueAt, type Change } from "./changes.ts";
export { diffDocument } from "./diff.ts";
export { byName, foldLayers, keyOf, kindAndId, layerOf, type DocumentKey, type Folded, type Layer } from "./fold.ts";
export { mergeDocuments, type Conflict, type MergedDocuments } from "./merge-documents.ts";
export { mergePatches, type Merged } from "./merge.ts";
export { canonicalJson, emptyPatch, isEmptyPatch, namesOf, removal, sameJson, type Patch, type Pointer } from "./patch.ts";
