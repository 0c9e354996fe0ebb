import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, stop } from "esbuild";

/** Bytes of the evaluator by content coding, "identity" being as it is. */
export interface Bundle {
  readonly bytes: Readonly<Record<"identity" | "gzip" | "br", Uint8Array<ArrayBuffer>>>;
  /** changes with the bytes; without quotes */
  readonly tag: string;
}

const root = join(import.meta.dirname, "..", "..");
const pack = { gzip: promisify(gzip), br: promisify(brotliCompress) };

/** Builds runtime/rules/evaluator.ts for browsers of the last three years. Takes some 200 ms, most of it in a process of esbuild's own. */
async function bundle(): Promise<Bundle> {
  const built = await build({
    entryPoints: [join(root, "runtime", "rules", "evaluator.ts")],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    banner: { js: "/*! Armature, Apache-2.0; with decimal.js, MIT */" },
    write: false,
    logLevel: "silent",
  });
  await stop();
  const identity = new Uint8Array(built.outputFiles[0]!.contents);
  const [gzipped, br] = await Promise.all([
    pack.gzip(identity, { level: 9 }),
    pack.br(identity, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: identity.length } }),
  ]);
  const tag = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
  return { bytes: { identity, gzip: new Uint8Array(gzipped), br: new Uint8Array(br) }, tag };
}

let made: Promise<Bundle> | undefined;

/** The evaluator, built when it is first asked for and kept for the life of the process; one that could not be built is tried again. */
export function evaluatorBundle(): Promise<Bundle> {
  made ??= bundle();
  made.catch(() => (made = undefined));
  return made;
}
