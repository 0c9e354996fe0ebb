import { Readable } from "node:stream";
import { ok, problem, refused } from "#metadata";
import { disposition, getFile, giveUpFile, openFile, receiveFile, showFile, shownInPlace } from "#runtime";
import { openRoute, route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";
import { rangeOf } from "./range.ts";

export const fileRoutes: readonly Route[] = [
  route(contracts.send, async ({ platform, actor, effective, query: { object, field }, body: upload }) => {
    if ((object === undefined) !== (field === undefined)) {
      return refused(problem("invalid_query", "", "Give both object and field, or neither."));
    }
    const meant = object === undefined || field === undefined ? {} : { field: { object, field } };
    const received = await upload.read((file) => receiveFile(platform, effective, actor, { name: file.name, bytes: file.bytes, ...meant }));
    if (!received.ok) return received;
    const meantFor = object === undefined || field === undefined ? undefined : effective.objects.get(object)?.byName.get(field);
    const file = showFile(platform, actor.tenantId, received.value, meantFor);
    return ok({ body: file, headers: { location: `/api/v1/files/${file.id}` } });
  }),

  route(contracts.get, async ({ platform, actor, effective, params }) => {
    const found = await getFile(platform, effective, actor, params.id);
    return found.ok ? ok({ body: found.value }) : found;
  }),

  route(contracts.remove, async ({ platform, actor, params }) => {
    const gone = await giveUpFile(platform, actor, params.id);
    return gone.ok ? ok({}) : gone;
  }),

  openRoute(contracts.content, async ({ platform, params, query, header }) => {
    const opened = await openFile(platform, params.id, query.link);
    if (!opened.ok) return opened;
    const { key, name, mediaType, size, etag, seconds } = opened.value;
    // whatever it is, it runs nothing and is nobody's page
    const headers: Record<string, string> = {
      etag,
      "accept-ranges": "bytes",
      "cache-control": `private, max-age=${seconds}`,
      "content-type": shownInPlace.has(mediaType) ? mediaType : "application/octet-stream",
      "content-disposition": disposition(shownInPlace.has(mediaType) ? "inline" : "attachment", name),
      "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    };
    if (header("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const ifRange = header("if-range");
    const range = ifRange === undefined || ifRange === etag ? rangeOf(header("range"), size) : undefined;
    if (range === "none") return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
    const found = await platform.files.getStream(key, range);
    if (found === undefined) return refused(problem("not_found", "", "There is no such file.", { reason: "file" }));
    const length = range === undefined ? size : range.last - range.first + 1;
    headers["content-length"] = String(length);
    if (range !== undefined) headers["content-range"] = `bytes ${range.first}-${range.last}/${size}`;
    return new Response(Readable.toWeb(found.stream) as ReadableStream, { status: range === undefined ? 200 : 206, headers });
  }),
];
