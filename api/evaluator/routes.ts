import { openRoute, type Route } from "../route.ts";
import { evaluatorBundle, type Bundle } from "./bundle.ts";
import * as contracts from "./contract.ts";

type Coding = keyof Bundle["bytes"];

/** The smallest coding that is accepted. One that is named with a weight of 0 is refused; other weights are not weighed. */
function codingFor(accepted: string | undefined): Coding {
  const weights = new Map<string, number>();
  for (const each of (accepted ?? "").split(",")) {
    const [name = "", weight = "1"] = each
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q\s*=\s*/);
    weights.set(name, Number(weight));
  }
  const takes = (coding: Coding): boolean => (weights.get(coding) ?? 0) > 0;
  return takes("br") ? "br" : takes("gzip") ? "gzip" : "identity";
}

export const evaluatorRoutes: readonly Route[] = [
  openRoute(contracts.evaluator, async ({ header }) => {
    const { bytes, tag } = await evaluatorBundle();
    const coding = codingFor(header("accept-encoding"));
    const etag = `"${tag}-${coding}"`;
    // it is the same for everybody and says nothing of anybody: pages of every origin may run it
    const headers: Record<string, string> = {
      etag,
      vary: "accept-encoding",
      "cache-control": "public, no-cache",
      "cross-origin-resource-policy": "cross-origin",
      "access-control-allow-origin": "*",
    };
    const known = header("if-none-match")
      ?.split(",")
      .some((each) => each.trim().replace(/^W\//, "") === etag);
    if (known === true) return new Response(null, { status: 304, headers });
    headers["content-type"] = "text/javascript; charset=utf-8";
    if (coding !== "identity") headers["content-encoding"] = coding;
    return new Response(bytes[coding], { headers });
  }),
];
