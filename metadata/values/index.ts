/** What every engine agrees on about values: truth, equality, order, decimals, money, days and instants. Pure. */
export * from "./truthy.ts";
export * from "./operand-error.ts";
export * from "./decimal.ts";
export * from "./money.ts";
export * from "./date.ts";
export * from "./compare.ts";
export * from "./arithmetic.ts";
export * from "./closest.ts";
export * from "./period.ts";
