import * as z from "zod";
import { contract } from "../contract.ts";
import { jsonObject } from "../parts.ts";

const tag = "Description";

export const openapi = contract({
  method: "GET",
  path: "/openapi.json",
  tag,
  summary: "OpenAPI 3.1 of this tenant's API",
  permission: "member",
  answer: jsonObject,
});

export const page = contract({
  method: "GET",
  path: "/api/docs",
  root: true,
  tag,
  summary: "A page to try the API",
  permission: "public",
});

export const asset = contract({
  method: "GET",
  path: "/api/docs/{file}",
  root: true,
  tag,
  summary: "What that page is made of",
  permission: "public",
  params: z.strictObject({ file: z.enum(["swagger-ui.css", "swagger-ui-bundle.js", "start.js"]) }),
});
