export { assign } from "./split.ts";
export { isChosen, parts, type RolloutKey, type Sharing } from "./is-chosen.ts";
