export { applyPatch, type Applied } from "./apply.ts";
export { describeChanges, valueAt, type Change } from "./changes.ts";
export { diffDocument } from "./diff.ts";
export { byName, foldLayers, keyOf, kindAndId, layerOf, type DocumentKey, type Folded, type Layer } from "./fold.ts";
export { mergePatches, type Merged } from "./merge.ts";
export { canonicalJson, emptyPatch, isEmptyPatch, removal, sameJson, type Patch, type Pointer } from "./patch.ts";
