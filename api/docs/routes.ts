import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codes, ok } from "#metadata";
import { addressOf } from "../address.ts";
import { openRoute, route, type Route } from "../route.ts";
import { routes } from "../routes.ts";
import { describeApi } from "./openapi.ts";
import * as contracts from "./contract.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Where the type of a problem leads: what it means and what to do. */
const problems = Object.entries(codes)
  .map(
    ([code, { status, help }]) => `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td>${escaped(help)}</td></tr>`,
  )
  .join("\n");

const style = `#problems { max-width: 1460px; margin: 0 auto; padding: 0 20px 40px; font: 14px/1.5 sans-serif; color: #3b4151 }
#problems table { width: 100%; border-collapse: collapse }
#problems td, #problems th { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid #d8dde7; vertical-align: top }
#problems tr:target { background: #fff6d6 }`;

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Armature API</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="/api/docs/swagger-ui.css"><style>${style}</style></head>
<body><div id="docs"></div>
<section id="problems"><h2>Problems</h2><table><thead><tr><th>Code</th><th>Status</th><th>What to do</th></tr></thead><tbody>
${problems}
</tbody></table></section>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const start = `SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
  // what is drawn above has pushed it away
  onComplete: () => location.hash.startsWith("#problem-") && document.getElementById(location.hash.slice(1))?.scrollIntoView(),
});
`;
const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;

/** Everything from this host; the page's own library sets styles in place and draws icons from data. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Found when asked for: a process that answers no documentation reads none of it. */
const assetPath = (file: string): string => join(dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json")), file);

export const docsRoutes: readonly Route[] = [
  route(contracts.openapi, async ({ effective, actor, who }) => {
    const described = routes.map(({ contract }) => ({ contract, address: addressOf(contract) }));
    return ok({ body: describeApi({ effective, actor, contracts: described, title: who?.tenant?.name ?? "Armature" }) });
  }),

  openRoute(
    contracts.page,
    async () => new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } }),
  ),

  openRoute(contracts.asset, async ({ params }) => {
    const content = params.file === "start.js" ? start : await readFile(assetPath(params.file));
    const type = params.file.endsWith(".css") ? types.css : types.js;
    return new Response(content, { headers: { "content-type": type, "cache-control": "public, max-age=3600" } });
  }),
];
