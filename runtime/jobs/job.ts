import type { Tx } from "#db";
import type { Json, Problem, Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";

/** Where a job stands. A job that ended stays as it ended. */
export type JobState = "waiting" | "running" | "succeeded" | "failed" | "cancelled";

/** Long work on many records, as people see it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  /** what it is about: the object's name */
  readonly subject: string;
  /** rows (or records) carried out, and refused */
  readonly done: number;
  readonly failed: number;
  /** absent: not known yet */
  readonly total?: number;
  readonly result?: Json;
  readonly problems?: readonly Problem[];
  readonly by: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** somebody asked it to end; it does at its next chunk */
  readonly cancelling?: true;
  /** whether what it did can be undone as one act, and the job that did so */
  readonly undoable: boolean;
  readonly undoneBy?: string;
  /** whether who asks is shown what was sent for it: rows that were not taken */
  readonly sentShown: boolean;
}

/** What one chunk has before it. */
export interface Chunk<Input, Cursor> {
  readonly platform: Platform;
  /** the transaction of the chunk: its effect and the new cursor are there together or neither is */
  readonly tx: Tx;
  readonly effective: Effective;
  /** whoever asked for the job, with the rights he has now */
  readonly actor: Actor;
  readonly jobId: string;
  readonly input: Input;
  /** undefined at the beginning */
  readonly cursor: Cursor | undefined;
  /** deliveries of this chunk so far, this one counted: what failed before is tried in smaller parts */
  readonly attempt: number;
  /** done so far, in all chunks before */
  readonly soFar: { readonly done: number; readonly failed: number; readonly total: number | undefined };
  /** what this process keeps open for the job between its chunks; may be empty at any chunk */
  readonly kept: Kept;
}

/** Something open between chunks, such as the reader of a file. `close` is called when the job leaves this process. */
export interface Kept {
  value?: unknown;
  close?: () => Promise<void> | void;
}

/** What one chunk came to. */
export interface Progress<Cursor> {
  /** where the next chunk begins; undefined: there is nothing left */
  readonly next: Cursor | undefined;
  readonly done: number;
  readonly failed?: number;
  readonly total?: number;
  /** kept with the job when it ends */
  readonly result?: Json;
  /** a flow was started by what was written */
  readonly work?: boolean;
  /** rows that were not taken; `row`: unique within the job */
  readonly rows?: readonly { readonly row: number; readonly source: Json; readonly problems: readonly Problem[] }[];
}

/**
 * A kind of job. Its work is cut into chunks of some hundred records; each is one transaction, so that a crash loses nothing and doubles
 * nothing: whoever takes the job up again begins at the cursor.
 */
export interface JobKind<Input = any, Cursor = any> {
  readonly name: string;
  /** may this actor have this done? Problems of the input, before anything is begun. */
  readonly admit: (effective: Effective, actor: Actor, input: Input) => Result<{ readonly subject: string }>;
  /**
   * Outside the transaction, before each chunk: reads files and the like. What it gives is handed to `chunk` as `prepared`.
   * May be called again for the same cursor.
   */
  readonly prepare?: (ground: Omit<Chunk<Input, Cursor>, "tx">) => Promise<unknown>;
  readonly chunk: (ground: Chunk<Input, Cursor>, prepared: any) => Promise<Progress<Cursor>>;
  /** after the last chunk, outside the transaction: what it held open is let go */
  readonly finish?: (ground: Omit<Chunk<Input, Cursor>, "tx" | "cursor">, state: JobState) => Promise<void>;
  /** undoes what it did in a way of its own, by the job that it gives */
  readonly undo?: (platform: Platform, actor: Actor, input: Input) => Promise<Result<Job>>;
  /** its record changes carry the job's id in their history, so that they can be undone as one act */
  readonly undoable?: true;
}

/** Lets input and cursor be inferred. */
export const defineJob = <Input, Cursor>(kind: JobKind<Input, Cursor>): JobKind<Input, Cursor> => kind;

/** Thrown by a kind that sees that its job can never succeed: the job fails with these problems and is not tried again. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";
  readonly problems: readonly Problem[];
  constructor(...problems: readonly Problem[]) {
    super("the job cannot succeed");
    this.problems = problems;
  }
}
