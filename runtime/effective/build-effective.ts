import {
  foldLayers,
  type DocumentKey,
  type Folded,
  type FormDocument,
  type Grant,
  type Language,
  type Layer,
  type Patch,
  type Problem,
} from "#metadata";
import { freezeDeep } from "../freeze-deep.ts";
import type { Effective, ResolvedObject, Slot } from "./effective.ts";
import { createHeldTables, type HeldTables } from "../decisions/held-tables.ts";
import type { RunningRollout } from "../rollouts/running.ts";
import { platformLayer } from "./platform-layer.ts";
import type { TenantSettings } from "./tenant-settings.ts";
import { resolveObject } from "./resolve-object.ts";
import { unionGrants, type Verb } from "./union-grants.ts";

/** What an Effective is made of. */
export interface Ingredients {
  readonly tenantId: string;
  /** 0 before the first publish */
  readonly revision: number;
  readonly language: Language;
  /** the tenant's own settings; absent = the platform's */
  readonly settings?: TenantSettings;
  /** one layer per installed package, in the order of installation */
  readonly packages: readonly Layer[];
  /** the tenant's own patches */
  readonly tenant: ReadonlyMap<DocumentKey, Patch>;
  /** object id → field id → slot */
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, Slot>>;
  /** absent = none */
  readonly conversions?: Effective["conversions"];
  /** absent = none */
  readonly rollouts?: readonly RunningRollout[];
  /** compiled tables that all Effectives of a process share; absent = its own */
  readonly tables?: HeldTables;
}

/** All layers of a tenant, lowest first. */
export const layersOf = (packages: readonly Layer[], tenant: ReadonlyMap<DocumentKey, Patch>): readonly Layer[] => [
  platformLayer,
  ...packages,
  { name: "tenant", patches: tenant },
];

/** What of an Effective says nothing of its tenant: equal for all who stand on the same packages with the same patches and slots. */
export interface Core {
  readonly folded: Folded;
  readonly objects: ReadonlyMap<string, ResolvedObject>;
  readonly forms: ReadonlyMap<string, FormDocument>;
  readonly problems: readonly Problem[];
  /** what follows from all of it, see `Effective.shared` */
  readonly shared: Effective["shared"];
}

/** Values that a core remembers. */
const mostShared = 500;

/** A memory of so many values; what was used longest ago goes first. */
function sharedMemory(): Effective["shared"] {
  const memory = new Map<string, unknown>();
  return <Value>(key: string, make: () => Value): Value => {
    const value = memory.has(key) ? (memory.get(key) as Value) : make();
    memory.delete(key);
    memory.set(key, value);
    if (memory.size > mostShared)
      for (const oldest of memory.keys()) {
        memory.delete(oldest);
        break;
      }
    return value;
  };
}

/** Platform, packages and tenant folded and resolved. Pure; the result is frozen. */
export function buildCore(
  from: Omit<Ingredients, "tenantId" | "revision">,
  folded: Folded = foldLayers(layersOf(from.packages, from.tenant)),
): Core {
  const { language } = from;
  const { documents } = folded;
  for (const document of folded.byKey.values()) freezeDeep(document);
  const problems: Problem[] = [...folded.problems];
  const none: ReadonlyMap<string, Slot> = new Map();
  const objects = new Map<string, ResolvedObject>(
    [...documents.object].map(([name, object]) => [
      name,
      resolveObject(object, language, from.slots.get(object.id) ?? none, documents, problems),
    ]),
  );
  return Object.freeze({
    folded,
    objects,
    forms: formsByObject([...documents.form.values()]),
    problems: Object.freeze(problems),
    shared: sharedMemory(),
  });
}

/** What holds for one tenant. What it computes and remembers (`memo`, grants) is its own; only `shared` is the same for all tenants of the core. */
export function buildEffective(from: Ingredients, core: Core = buildCore(from)): Effective {
  const { language } = from;
  const { folded, objects, forms, problems } = core;
  const { documents } = folded;
  const memory = new Map<string, unknown>();
  const grants = new Map<string, Grant | undefined>();

  return Object.freeze<Effective>({
    tenantId: from.tenantId,
    revision: from.revision,
    language,
    timezone: from.settings?.timezone ?? "UTC",
    ...(from.settings?.queryCost === undefined ? {} : { queryCost: from.settings.queryCost }),
    conversions: from.conversions ?? [],
    rollouts: new Map((from.rollouts ?? []).map((each) => [each.tableId, each])),
    tables: from.tables ?? createHeldTables(),
    problems,
    packages: Object.freeze(from.packages.map((layer) => Object.freeze(packageOf(layer.name)))),
    documents,
    objects,
    origins: (kind, name) => {
      const document = documents[kind].get(name);
      return document === undefined ? {} : folded.origins(kind, document.id);
    },
    grant: (roles, object, verb?: Verb) => {
      const key = JSON.stringify([object, verb ?? "", ...roles]);
      if (!grants.has(key)) {
        const held = roles.flatMap((name) => documents.role.get(name) ?? []);
        grants.set(key, objects.has(object) ? unionGrants(held, object, verb) : undefined);
      }
      return grants.get(key);
    },
    formOf: (object) => forms.get(object),
    memo: <Value>(key: string, make: () => Value): Value => {
      if (!memory.has(key)) memory.set(key, make());
      return memory.get(key) as Value;
    },
    shared: core.shared,
  });
}

/** "package:restaurant@1.0.0" → its name and version. */
const packageOf = (layer: string): { name: string; version: string } => {
  const [name = "", version = ""] = layer.slice("package:".length).split("@");
  return { name, version };
};

/** The form that shows an object: the one that bears its name, else the first by name. */
function formsByObject(forms: readonly FormDocument[]): ReadonlyMap<string, FormDocument> {
  const found = new Map<string, FormDocument>();
  for (const form of forms.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!found.has(form.object) || form.name === form.object) found.set(form.object, form);
  }
  return found;
}
