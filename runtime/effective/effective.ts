import type { DocumentSet, Field, FieldType, FormDocument, Language, ObjectDocument, Grant, Problem, Storage } from "#metadata";
import type { HeldTables } from "../decisions/held-tables.ts";
import type { RunningRollout } from "../rollouts/running.ts";
import type { Verb } from "./union-grants.ts";

/** Where a field is indexed. `filling`: being back-filled, not yet to be read. */
export interface Slot {
  /** column of `records`: s1…s10 i1…i10 f1…f5 t1…t6 r1…r8 b1…b4 */
  readonly column: string;
  readonly state: "filling" | "ready";
}

export interface ResolvedField extends Field {
  readonly id: string;
  readonly fieldType: FieldType;
  /** the type's settings, parsed, defaults filled in */
  readonly settings: any;
  readonly storage: Storage;
  readonly slot: Slot | undefined;
}

export interface ResolvedObject {
  readonly document: ObjectDocument;
  readonly id: string;
  readonly name: string;
  /** in order */
  readonly fields: readonly ResolvedField[];
  readonly byName: ReadonlyMap<string, ResolvedField>;
  readonly byId: ReadonlyMap<string, ResolvedField>;
  /** reference fields of other objects (and this one) that point here */
  readonly referredBy: readonly { readonly object: string; readonly field: string }[];
}

/** A field whose values are being converted for another that takes its place. By storage identities; `locale` as the conversion began with. */
export interface UnderConversion {
  readonly object: string;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly config: NonNullable<Field["config"]>;
  readonly locale: string;
}

/** Everything that holds for one tenant at one revision. Whole, frozen, printable. */
export interface Effective {
  readonly tenantId: string;
  /** 0 before the first publish */
  readonly revision: number;
  readonly language: Language;
  /** IANA zone of the tenant: whose days "today" and "this month" are */
  readonly timezone: string;
  /** what one query may cost, in the units of runtime/records/cost.ts; absent = the platform's bound */
  readonly queryCost?: number;
  /** what is being converted behind what is seen: writers keep both in step */
  readonly conversions: readonly UnderConversion[];
  /** by table id: what is tried beside the published decision tables */
  readonly rollouts: ReadonlyMap<string, RunningRollout>;
  /** compiled decision tables, shared by all who stand on the same ones */
  readonly tables: HeldTables;
  /** what of the published documents could not be taken as it stands and is left out; empty unless the platform itself was changed since */
  readonly problems: readonly Problem[];
  /** installed packages, lowest layer first */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  readonly documents: DocumentSet;
  readonly objects: ReadonlyMap<string, ResolvedObject>;
  /** property pointer → the layer that set it ("platform", "package:restaurant@1.0.0", "tenant") */
  readonly origins: (kind: keyof DocumentSet, name: string) => Readonly<Record<string, string>>;
  /**
   * What a role set may do on an object: the union of its roles' grants. With `verb`, of those that give this right:
   * a right holds on the rows it was given for, so ask by verb wherever rows matter.
   */
  readonly grant: (roles: readonly string[], object: string, verb?: Verb) => Grant | undefined;
  readonly formOf: (object: string) => FormDocument | undefined;
  /**
   * A value computed once per Effective and kept with it: compiled tables, functions, flows, plans.
   * `make` runs at most once per key.
   */
  readonly memo: <Value>(key: string, make: () => Value) => Value;
  /**
   * The same, made once for all tenants who stand on the same documents and slots. Only for what follows from these and the key, and
   * holds nothing else: no id, setting or value of a tenant. What was used longest ago is made again.
   */
  readonly shared: <Value>(key: string, make: () => Value) => Value;
}
