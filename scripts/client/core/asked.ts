import type { AllFields, JsonValue, Logic, NameOf, ObjectShape, Path, Where } from "./shapes.ts";

export interface ListOptions<O extends ObjectShape, F extends string = AllFields<O>, E extends string = never> {
  readonly where?: Where<O["record"]>;
  /** instead of `where`, or beside it: both must hold */
  readonly filter?: Logic;
  readonly sort?: readonly (NameOf<O["record"]> | `-${NameOf<O["record"]>}` | Path)[];
  /** records of a page, 1 to 500; 50 when left out */
  readonly limit?: number;
  readonly cursor?: string;
  readonly fields?: readonly F[];
  readonly expand?: readonly (E | Path)[];
  /** text to look for */
  readonly search?: string;
  readonly count?: "exact" | "estimate";
  readonly signal?: AbortSignal;
}
export interface Page<R> {
  readonly data: readonly R[];
  readonly next: string | null;
  readonly count?: number;
  /** the count stopped counting: there are more */
  readonly countIsLeast?: true;
  /** fields that filter or sort without an index */
  readonly slow?: readonly string[];
  /** derived values are still being worked out */
  readonly catchingUp?: true;
}

export interface WriteOptions {
  /** the same key has its effect once; one is made up when it is left out */
  readonly idempotencyKey?: string;
  readonly allowDuplicates?: boolean;
  readonly signal?: AbortSignal;
}
export interface ChangeOptions extends WriteOptions {
  /** the record as it was read, or its version: somebody else's change since then is a Problem "version_conflict" instead of overwritten */
  readonly ifMatch?: number | { readonly version: number };
}

export interface Measure<R> {
  readonly fn: "count" | "countDistinct" | "sum" | "avg" | "min" | "max";
  readonly field?: NameOf<R> | Path;
  readonly as?: string;
}
export interface AggregateOptions<R> {
  readonly where?: Where<R>;
  readonly filter?: Logic;
  readonly groupBy?: readonly (
    | NameOf<R>
    | Path
    | {
        readonly field: NameOf<R> | Path;
        readonly bucket?: "hour" | "day" | "week" | "month" | "quarter" | "year";
        readonly zone?: string;
        readonly as?: string;
      }
  )[];
  readonly measures: readonly Measure<R>[];
  readonly having?: Logic;
  readonly sort?: string;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface Group {
  readonly group: Readonly<Record<string, JsonValue>>;
  readonly values: readonly JsonValue[];
}
