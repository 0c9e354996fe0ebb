import type { Execute } from "../../step.ts";

export const executeSucceed: Execute<{ outcome?: string | undefined }> = ({ config }) => ({ end: { outcome: config.outcome } });
