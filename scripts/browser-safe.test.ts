import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it.each([
  [
    "rules and their vocabulary",
    'export * from "#runtime/rules"; export { fields, operators } from "#metadata/vocabulary";',
    /^(metadata|runtime\/rules)\//,
  ],
  ["sheets", 'export * from "#sheets";', /^sheets\//],
])("%s need nothing of Node: they run in the browser as they are", async (_, contents, own) => {
  const bundled = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)), loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  expect(bundled.errors).toEqual([]);
  const ours = Object.keys(bundled.metafile.inputs).filter((file) => !file.includes("node_modules"));
  expect(ours.filter((file) => !own.test(file) && file !== "<stdin>")).toEqual([]);
  const source = bundled.outputFiles[0]!.text;
  expect(source).not.toMatch(/\bfrom ?"node:|require\("node:|\beval\(|new Function\(|\bBuffer\.\w/);
});
