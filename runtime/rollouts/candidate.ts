import type { AskableTable } from "../decisions/table.ts";
import type { TableVersion, VersionContext } from "../decisions/version.ts";
import type { Effective } from "../effective/effective.ts";
import type { RunningRollout } from "./running.ts";

const contextOf = ({ needs }: TableVersion): VersionContext => ({
  optionsOf: (address) => needs.options[address] ?? undefined,
  bandOf: (row) => needs.bands[row],
});

/** The version of a candidate as far as somebody asked for it; once per Effective. */
const known = (effective: Effective, id: string): { version?: TableVersion } => effective.memo(`candidate:${id}`, () => ({}));

/**
 * The candidate, compiled where all tables are. Undefined when it is not what was kept, or would decide otherwise by now: the evaluator has another
 * meaning since. @throws when it does not compile here
 */
export function candidateOf(effective: Effective, { id, candidate }: RunningRollout): AskableTable | undefined {
  const found = known(effective, id);
  const version = (found.version ??= effective.tables.version(candidate.document, contextOf(candidate)));
  if (version.hash !== candidate.hash) return undefined;
  return { table: effective.tables.table(version, effective.language.operators), version };
}

/** Resolves when what is tried beside a table can answer at once; undefined when it can already, or nothing is tried. */
export function candidateReady(effective: Effective, tableId: string): Promise<unknown> | undefined {
  const rollout = effective.rollouts.get(tableId);
  if (rollout === undefined) return undefined;
  const { operators } = effective.language;
  const found = known(effective, rollout.id);
  const soon =
    found.version === undefined
      ? effective.tables.versionSoon(rollout.candidate.document, contextOf(rollout.candidate)).then((version) => {
          found.version = version;
          return effective.tables.tableSoon(version, operators);
        })
      : effective.tables.tableSoon(found.version, operators);
  // what is wrong with it is seen where it is asked
  return soon?.catch(() => undefined);
}
