import { createReadStream } from "node:fs";
import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as safeRequest } from "node:https";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import type { S3Settings } from "./s3-store.ts";

export interface S3Call {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** the file whose bytes are sent */
  readonly body?: { readonly path: string; readonly size: number; readonly sha256: Buffer };
}

/** S3 said no, and not because the key is unknown. */
export class S3Refusal extends Error {
  override readonly name = "S3Refusal";
  readonly status: number;
  constructor(call: S3Call, status: number, code: string) {
    super(`S3 answered ${status} ${code} to ${call.method}`);
    this.status = status;
  }
}

const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** ms without a byte in either direction */
const silenceMs = 30_000;
const attempts = 3;

/** Where a key lies: in the path, or in front of the host where the endpoint says {bucket}. */
export function urlOf({ endpoint, bucket }: Pick<S3Settings, "endpoint" | "bucket">, key: string): URL {
  const base = endpoint.replace(/\/$/, "");
  return new URL(base.includes("{bucket}") ? `${base.replace("{bucket}", bucket)}/${key}` : `${base}/${bucket}/${key}`);
}

/**
 * One signed call. The hash of what is sent is part of the signature, so that bytes that were damaged on the way are refused there.
 * Tried again when the connection breaks or the server is in trouble.
 * @returns the answer: 2xx, or 404 for a key that is not there; its stream is to be read or destroyed
 * @throws S3Refusal, or what the connection says
 */
export async function callS3(settings: S3Settings, call: S3Call): Promise<IncomingMessage> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await once(settings, call);
      const status = answer.statusCode!;
      if (status < 300) return answer;
      const said = call.method === "HEAD" ? "" : await text(answer);
      const code = /<Code>(\w{1,80})<\/Code>/.exec(said)?.[1] ?? "";
      answer.destroy();
      if (status === 404 && code !== "NoSuchBucket") return answer;
      throw new S3Refusal(call, status, code);
    } catch (fault) {
      const passing = fault instanceof S3Refusal ? fault.status >= 500 || fault.status === 429 : true;
      if (!passing || attempt === attempts) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 200 * 4 ** (attempt - 1)));
    }
  }
}

async function once(settings: S3Settings, { method, key, headers, body }: S3Call): Promise<IncomingMessage> {
  // loaded where it is needed: most installations keep files in a folder
  const { AwsV4Signer } = await import("aws4fetch");
  const signer = new AwsV4Signer({
    url: urlOf(settings, key).href,
    method,
    service: "s3",
    region: settings.region,
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    headers: { ...headers, "x-amz-content-sha256": body?.sha256.toString("hex") ?? emptyHash },
  });
  const signed = await signer.sign();
  const request = (signed.url.protocol === "https:" ? safeRequest : plainRequest)(signed.url, {
    method,
    headers: { ...Object.fromEntries(signed.headers), ...(body === undefined ? {} : { "content-length": String(body.size) }) },
  });
  request.setTimeout(silenceMs, () => request.destroy(new Error("S3 is silent")));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  if (body === undefined) request.end();
  // an early answer ends the sending; the answer says why
  else await Promise.race([pipeline(createReadStream(body.path), request), answered]);
  return answered;
}
