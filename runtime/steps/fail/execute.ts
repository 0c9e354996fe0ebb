import type { Execute } from "../../step.ts";

export const executeFail: Execute<{ error?: string | undefined; cause?: string | undefined }> = ({ config }) => ({
  failed: { code: config.error ?? "FnF.Failed", message: config.cause ?? "" },
});
