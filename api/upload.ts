import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { ok, problem, refused, type Result } from "#metadata";
import { sizeOf } from "#runtime";

/** A file as the parser of multipart found it; nothing else can make one. */
export class UploadedFile {
  readonly name: string;
  // private, so that nothing merely of its shape passes for one
  readonly #bytes: AsyncIterable<Uint8Array>;
  constructor(name: string, bytes: AsyncIterable<Uint8Array>) {
    this.name = name;
    this.#bytes = bytes;
  }
  get bytes(): AsyncIterable<Uint8Array> {
    return this.#bytes;
  }
}

/** A body with one file that has not been read yet. */
export interface Upload {
  /**
   * Hands the file to `take` while it comes, then looks whether the body ends as it should.
   * What is not whole, or not alone, breaks before its end: whoever takes it then keeps nothing.
   */
  readonly read: <Value>(take: (file: UploadedFile) => Promise<Result<Value>>) => Promise<Result<Value>>;
}

/** What stands around the file: boundary, headers of the part. */
const around = 64 * 1024;

/** The request's body as an upload of a file of at most `most` bytes, refused when it cannot be one. */
export function uploadOf(request: Request, most: number): Result<Upload> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type) || type.length > 300 || request.body === null) {
    return refused(
      problem("unsupported_media_type", "", "Send a file as multipart/form-data.", {
        help: "Send one part with a file name, as a form does.",
      }),
    );
  }
  const declared = request.headers.get("content-length");
  if (declared !== null && !(Number(declared) <= most + around)) {
    return refused(
      problem("too_large", "", `A file has at most ${sizeOf(most)}.`, {
        help: "Send a smaller file.",
        reason: "file",
        details: { bytes: most },
      }),
    );
  }
  return ok({ read: (take) => readUpload(request.body!, type, most, take) });
}

const malformed = (message: string) =>
  refused(problem("invalid", "", message, { help: "Send one part with a file name, as a form does." }));

/** Bytes that are read on and forgotten when a file was refused, so that whoever is sending still hears why. */
const forgotten = 8 * 1024 ** 2;

/** The body is not what it should be; whoever reads the file hears it before its end. */
class Malformed extends Error {
  override readonly name = "Malformed";
}

const brokenOff = (): never => {
  throw new Malformed("The body broke off.");
};

async function readUpload<Value>(
  body: ReadableStream<Uint8Array>,
  type: string,
  most: number,
  take: (file: UploadedFile) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  let parser: InstanceType<typeof Busboy>;
  try {
    parser = new Busboy({
      headers: { "content-type": type },
      limits: { files: 1, fields: 0, parts: 2, headerPairs: 20, headerSize: 8_192, fileSize: most + forgotten },
    });
  } catch {
    await body.cancel();
    return malformed("The body is no multipart/form-data.");
  }
  // it may complain once more when all is over
  parser.on("error", () => undefined);
  let more = false;
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) parser.on(limit, () => (more = true));

  /** what went wrong, once the body is at its end */
  let over: Promise<unknown> = Promise.resolve(undefined);
  const taking = new Promise<{ readonly taken: Promise<Result<Value>> } | undefined>((resolve) => {
    parser.on("file", (_field, stream, name) => {
      stream.on("error", () => undefined);
      const chunks = stream.iterator({ destroyOnReturn: false });
      async function* whole(): AsyncGenerator<Uint8Array> {
        for (;;) {
          const next = await chunks.next().catch(brokenOff);
          if (next.done === true) break;
          yield next.value as Uint8Array;
        }
        // a file is whole when what it came in is
        if ((await over) !== undefined) brokenOff();
        if (more) throw new Malformed("The body holds more than one file.");
      }
      const forget = async () => {
        while ((await chunks.next()).done !== true);
      };
      const taken = take(new UploadedFile(name ?? "", whole()));
      taken.then(forget, forget).catch(() => undefined);
      void over.then((broken) => {
        if (broken !== undefined) stream.destroy(broken as Error);
      });
      resolve({ taken });
    });
    over = pipeline(atMost(Readable.fromWeb(body as never), most + forgotten), parser).then(
      () => undefined,
      (fault: unknown) => (fault instanceof Error ? fault : new Error("the body broke off")),
    );
    void over.then(() => resolve(undefined));
  });

  const found = await taking;
  if (found === undefined) return malformed((await over) === undefined ? "The body holds no file." : "The body is no multipart/form-data.");
  try {
    return await found.taken;
  } catch (fault) {
    if (fault instanceof Malformed) return malformed(fault.message);
    throw fault;
  } finally {
    await over;
  }
}

async function* atMost(source: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > most) throw new Error("the body is too long");
    yield chunk;
  }
}
