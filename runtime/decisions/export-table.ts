import { ok, problem, refused, type HitPolicy, type Json, type Result } from "#metadata";
import { toJsonLogic, toOneIf, type ExportedRow, type Sharing, type VersionedTable } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { candidateVersion } from "../rollouts/asked-candidate.ts";
import { bareVersion } from "./bare-table.ts";
import { askableTable, askedTable } from "./table.ts";
import type { TableVersion } from "./version.ts";

export interface ExportedTable {
  readonly revision: number;
  readonly hit: HitPolicy;
  /** in the order in which they are asked */
  readonly rows: readonly ExportedRow[];
  readonly one?: Json;
}

/** A published table as JSON Logic. Problems: not_found. */
export async function exportTable(platform: Platform, actor: Actor, name: string): Promise<Result<ExportedTable>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const table = askedTable(effective, name);
  if (table === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
  return ok({
    revision: effective.revision,
    hit: table.hit,
    rows: toJsonLogic(table),
    ...(table.hit === "F" ? { one: toOneIf(table) } : {}),
  });
}

export interface PublishedVersion extends TableVersion {
  readonly name: string;
  readonly revision: number;
  /** what answers in its place for some of the keys, while a canary runs */
  readonly candidate: (Sharing & VersionedTable) | null;
}

/**
 * A published table with everything that it decides by, and nothing else of it, to be asked elsewhere: a page that decides without a network.
 * `hash` is that of the whole version, as the log names it. Problems: not_found.
 */
export async function publishedVersion(platform: Platform, actor: Actor, name: string): Promise<Result<PublishedVersion>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const found = askableTable(effective, name);
  if (found === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
  const { hash, document, needs } = found.version;
  return ok({
    name,
    revision: effective.revision,
    hash,
    ...bareVersion({ document, needs }),
    candidate: candidateVersion(effective, document.id) ?? null,
  });
}
