import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "vitest";

const beside = new URL("../../shared/", import.meta.url);

/**
 * Tests over cases that others wrote, read in place under ../shared/suites and not copied. Where only the project is checked out, title and
 * files show as skipped, and the cases of our own that stand beside such tests check the same.
 * @throws where ../shared is there and one of the files is not, so that a moved file is no quiet success
 */
export function overSuite<File extends string>(
  title: string,
  folder: string,
  files: readonly File[],
  tests: (text: (file: File) => string, folder: URL) => void,
): void {
  if (!existsSync(beside)) {
    describe.skip(title, () => it.each(files)(`${folder}/%s`, () => undefined));
    return;
  }
  const at = new URL(`suites/${folder}/`, beside);
  const texts = new Map(files.map((file) => [file, readFileSync(new URL(file, at), "utf8")]));
  describe(title, () => tests((file) => texts.get(file)!, at));
}
