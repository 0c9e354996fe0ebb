export { assign } from "./split.ts";
