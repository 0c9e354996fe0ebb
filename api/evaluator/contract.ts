import { contract } from "../contract.ts";

export const evaluator = contract({
  method: "GET",
  path: "/evaluator.js",
  tag: "Rules",
  summary: "The evaluator of decision tables as an ES module for pages: decide(version, facts) answers as the server would",
  permission: "public",
});
