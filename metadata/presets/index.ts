import { registry } from "../registry.ts";
import { approval } from "./approval.ts";
import { assignment } from "./assignment.ts";
import { discounts } from "./discounts.ts";
import { paymentMethods } from "./payment-methods.ts";
import { priceBands } from "./price-bands.ts";

export type { TablePreset } from "./preset.ts";

/** Tables to begin with, in the order in which they are offered. */
export const tablePresets = registry([paymentMethods, assignment, approval, priceBands, discounts]);
