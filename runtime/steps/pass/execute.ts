import type { Execute } from "../../step.ts";

export const executePass: Execute = ({ input }) => ({ done: input });
