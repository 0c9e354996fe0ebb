import type { Change } from "../changes.ts";
import type { Command } from "../commands/index.ts";
import type { Documents } from "../documents.ts";

/** A consequence: sees what changed and answers with the commands that must follow. Knows no command, only changes. */
export type Behaviour = (changes: readonly Change[], after: Documents) => readonly Command[];
