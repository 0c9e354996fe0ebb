import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Flows that others published, read in place; absent where only the product is checked out. */
const folder = fileURLToPath(new URL("../../../../shared/suites/fdl/", import.meta.url));
export const hasSuites = existsSync(folder);
export const suite = (name: string): string => readFileSync(folder + name, "utf8");
