export { boundaryPoints, type Point } from "./boundary.ts";
export { Comparison, type ChangedFacts, type ChangeKind, type CompareOptions, type OutputChange, type Segment } from "./compare.ts";
