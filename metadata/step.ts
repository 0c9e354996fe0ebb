import type * as z from "zod";
import type { DocumentSet } from "./language.ts";
import type { Problem } from "./problem.ts";
import type { Text } from "./text.ts";

/** A kind of flow step: what its `config` may say. Its execution stands in runtime/steps/<name>/execute.ts. */
export interface Step<Name extends string = string, Config = any> {
  readonly name: Name;
  readonly label: Text;
  readonly icon: string;
  readonly config: z.ZodType<Config>;
  /** May suspend the run and wait for the outside. */
  readonly waits?: boolean;
  /** Its work leaves the database (HTTP, script): committed apart from the transition. */
  readonly external?: boolean;
  /** Does work whose success or failure the run's history tells apart (TaskScheduled … TaskSucceeded), and which `retry` and `catch` are for. */
  readonly task?: boolean;
  /** Holds other steps: its branches in order, each with the sibling the run goes to when the branch is done. */
  readonly branches?: (config: Config) => readonly { readonly id: string; readonly goto?: string | undefined }[];
  /** Names in `config` that refer to other documents (or a `member` of one: a field, an input), for where-used and the reference check. `path` is a pointer into config. */
  readonly refersTo?: (
    config: Config,
  ) => readonly { readonly kind: string; readonly name: string; readonly path: string; readonly member?: string }[];
  /** What is wrong with `config` once all documents are known, beyond names that point at nothing. Paths of problems are pointers into config. */
  readonly check?: (config: Config, around: StepSurroundings) => readonly Problem[];
}

export interface StepSurroundings {
  readonly documents: DocumentSet;
  /** ids of its branches in which steps stand */
  readonly filled: ReadonlySet<string>;
}

export const defineStep = <const Name extends string, Config>(step: Step<Name, Config>): Step<Name, Config> => step;
