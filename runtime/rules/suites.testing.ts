import { existsSync, readFileSync } from "node:fs";

const beside = new URL("../../../shared/", import.meta.url);

/**
 * A suite that others wrote, read in place beside the project and not copied. Undefined where only the project is checked out: its tests
 * show as skipped. @throws where the suites are there and this one is not, so that a moved file is no quiet success
 */
export function suite<Content>(path: string): Content | undefined {
  if (!existsSync(beside)) return undefined;
  return JSON.parse(readFileSync(new URL(`suites/${path}`, beside), "utf8")) as Content;
}
