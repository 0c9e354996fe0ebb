import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("rules and their vocabulary need nothing of Node: they run in the browser as they are", async () => {
  const bundled = await build({
    stdin: {
      contents: 'export * from "#runtime/rules"; export { fields, operators } from "#metadata/vocabulary";',
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  expect(bundled.errors).toEqual([]);
  const ours = Object.keys(bundled.metafile.inputs).filter((file) => !file.includes("node_modules"));
  expect(ours.filter((file) => !/^(metadata|runtime\/rules)\/|^<stdin>$/.test(file))).toEqual([]);
  const source = bundled.outputFiles[0]!.text;
  expect(source).not.toMatch(/\bfrom ?"node:|require\("node:|\beval\(|new Function\(/);
});
