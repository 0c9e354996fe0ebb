export { factsOf, failingOf, lookAt, optionText, questionOf, type Question, type TableLook } from "./look.ts";
export { constantsIn, plainValues, pointsOf, valueOf } from "./points.ts";
export { assign } from "../splits/index.ts";
export {
  closestRow,
  decideAgain,
  isAggregate,
  optionsOf,
  outputOf,
  standingOf,
  type Beaten,
  type Held,
  type HiddenBy,
  type NearRow,
  type Shown,
  type Standing,
} from "./standing.ts";
export { applyChange, smallestChange, type Change } from "./smallest-change.ts";
