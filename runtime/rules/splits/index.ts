export { assign, type Arm, type Assigned } from "./split.ts";
