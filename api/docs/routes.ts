import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ok } from "#metadata";
import { addressOf } from "../address.ts";
import { openRoute, route, type Route } from "../route.ts";
import { routes } from "../routes.ts";
import { describeApi } from "./openapi.ts";
import * as contracts from "./contract.ts";

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Armature API</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const start = `SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true, docExpansion: "none", filter: true, tryItOutEnabled: true, defaultModelsExpandDepth: 0, persistAuthorization: false, validatorUrl: null });\n`;
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
