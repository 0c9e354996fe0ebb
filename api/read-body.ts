import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Contract } from "./contract.ts";
import { readJsonBytes } from "./read-json.ts";

/** Bytes a body may have; documents, record batches and decide-batch may have the larger number. */
export const bodyBytes = 1024 * 1024;
export const largeBodyBytes = 8 * bodyBytes;

export interface Body {
  readonly body: Json;
  readonly bytes: Uint8Array;
}

const tooLarge = (most: number) =>
  refused(problem("too_large", "", `The body is larger than ${most / bodyBytes} MiB.`, { details: { bytes: most } }));

/** Reads at most the allowed bytes, and only JSON. */
export async function readBody(request: Request, contentType: string | undefined, contract: Contract): Promise<Result<Body>> {
  const most = contract.large === undefined ? bodyBytes : largeBodyBytes;
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > most) return tooLarge(most);
  const bytes = declared === null ? await readStream(request, most) : new Uint8Array(await request.arrayBuffer());
  if (bytes === undefined || bytes.length > most) return tooLarge(most);
  if (bytes.length === 0) {
    return contract.bodyOptional === true || contract.body === undefined
      ? ok({ body: {}, bytes })
      : refused(problem("invalid_json", "", "The body is empty."));
  }
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType ?? "")) {
    return refused(problem("unsupported_media_type", "", "The body must be application/json."));
  }
  const json = readJsonBytes(bytes);
  if (!json.ok) return json;
  if (bytes.length > bodyBytes && typeof contract.large === "function" && !contract.large(json.value)) return tooLarge(bodyBytes);
  return ok({ body: json.value, bytes });
}

/** → undefined when more comes than may. */
async function readStream(request: Request, most: number): Promise<Uint8Array | undefined> {
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
