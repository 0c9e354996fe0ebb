import type { Contract } from "./contract.ts";

/** Where the API stands. */
export const base = "/api/v1";

/** Where a contract's call is: "/api/v1/objects/{object}". */
export const addressOf = (contract: Contract): string => (contract.root === true ? contract.path : base + contract.path);
