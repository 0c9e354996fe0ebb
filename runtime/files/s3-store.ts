import { rm } from "node:fs/promises";
import { callS3 } from "./s3-request.ts";
import { spool, tidySpool } from "./spool.ts";
import { checkedKey, type FileStore } from "./store.ts";

export interface S3Settings {
  /** "https://s3.eu-central-1.amazonaws.com"; with {bucket} where the bucket belongs into the host: "https://{bucket}.oss-cn-hangzhou.aliyuncs.com" */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** S3 takes no more in one piece. */
const most = 5 * 1024 ** 3;

/**
 * Files in a bucket of anything that speaks S3. What is put is written to `folder` of this machine first and sent in one signed piece: S3
 * wants size and hash beforehand, nothing half-sent is ever there, and what broke on the way can be sent again.
 */
export function createS3Store(settings: S3Settings, folder: string): FileStore {
  return {
    async putStream(key, source, { mediaType, size: announced }) {
      checkedKey(key);
      const { path, size, sha256 } = await spool(folder, source, announced);
      try {
        if (size > most) throw new RangeError("S3 keeps at most 5 GiB under a key");
        const answer = await callS3(settings, { method: "PUT", key, headers: { "content-type": mediaType }, body: { path, size, sha256 } });
        answer.resume();
      } finally {
        await rm(path, { force: true });
      }
      return { size, sha256 };
    },

    async getStream(key, range) {
      const headers = range === undefined ? {} : { range: `bytes=${range.first}-${range.last}` };
      const answer = await callS3(settings, { method: "GET", key: checkedKey(key), headers });
      if (answer.statusCode === 404) return undefined;
      const whole = /\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1];
      return { stream: answer, size: Number(whole ?? answer.headers["content-length"]) };
    },

    async remove(key) {
      const answer = await callS3(settings, { method: "DELETE", key: checkedKey(key) });
      answer.resume();
    },

    async exists(key) {
      const answer = await callS3(settings, { method: "HEAD", key: checkedKey(key) });
      answer.resume();
      return answer.statusCode !== 404;
    },

    tidy: () => tidySpool(folder),
  };
}
