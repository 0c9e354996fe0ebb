import type { Readable } from "node:stream";

/** Bytes `first` to `last` of a file, counted from 0, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** What was put away. */
export interface Put {
  /** bytes */
  readonly size: number;
  /** 32 bytes */
  readonly sha256: Buffer;
}

/** What was found; the stream is to be read or destroyed. */
export interface Found {
  readonly stream: Readable;
  /** bytes of the whole file, whatever the range */
  readonly size: number;
}

export interface PutOptions {
  readonly mediaType: string;
  /** bytes, where they are known beforehand; another number of them is a fault */
  readonly size?: number;
}

/** Where the bytes of files lie. It knows keys and bytes, and neither tenants nor what a file is for. */
export interface FileStore {
  /**
   * Keeps what the source gives, at most a few MiB of it in memory at a time. Either all of it is there under the key afterwards, in place of
   * what was there, or nothing has changed: a source that fails half-way leaves no bytes behind.
   * @throws whatever the source throws
   */
  readonly putStream: (key: string, source: AsyncIterable<Uint8Array>, options: PutOptions) => Promise<Put>;
  /** undefined: nothing lies there */
  readonly getStream: (key: string, range?: ByteRange) => Promise<Found | undefined>;
  /** What is not there is as good as removed. */
  readonly remove: (key: string) => Promise<void>;
  readonly exists: (key: string) => Promise<boolean>;
  /** Throws away what puts that were cut off by a crash have left, where they are older than a day. */
  readonly tidy: () => Promise<void>;
}

/** Lower case, so that it is the same file where upper case means nothing: "0198…/0198…", "0198…/jobs/0198….csv". */
const keyPattern = /^[a-z0-9][a-z0-9._-]{0,99}(\/[a-z0-9][a-z0-9._-]{0,99}){0,5}$/;

/**
 * The key, once it is known to be one: nothing in it leads out of the store.
 * @throws TypeError
 */
export function checkedKey(key: string): string {
  if (!keyPattern.test(key))
    throw new TypeError("a key has one to six parts of lower case letters, digits, dots and dashes, with / between them");
  return key;
}

/** The size is not what was said beforehand. */
export class WrongSize extends Error {
  override readonly name = "WrongSize";
  constructor(said: number, came: number) {
    super(`${said} bytes were announced, ${came} came`);
  }
}
