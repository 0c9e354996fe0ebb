import type { Tx } from "#db";
import { ok, type Result } from "#metadata";
import { membersThere } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { tableOf, tableReady } from "./table.ts";

type Facts = Readonly<Record<string, unknown>>;

/** $1 tenant, $2 table, $3 row. Whoever takes a turn of the row waits until the transaction before has ended. */
const takeTurn = `insert into table_turn (tenant_id, table_id, row_id, taken) values ($1::text::uuid, $2::text, $3::text, 1)
on conflict (tenant_id, table_id, row_id) do update set taken = table_turn.taken + 1
returning taken - 1 as turn`;

/**
 * The facts with the turn of the row that answers, where the table hands work round and the facts name no turn. It is counted in the
 * caller's transaction: no two get the same, and one that is rolled back took none. Nobody there: none is taken.
 */
export async function withTurn(
  tx: Tx,
  effective: Effective,
  { tenantId }: Pick<Actor, "tenantId">,
  tableName: string,
  facts: Facts,
  at: string,
): Promise<Result<Facts>> {
  const document = effective.documents.table.get(tableName);
  const rotation = document?.rotation;
  if (document === undefined || rotation === undefined) return ok(facts);
  const { id, inputs, outputs } = document;
  const turnName = inputs[rotation.turn]!.name;
  if (Object.hasOwn(facts, turnName) && facts[turnName] != null) return ok(facts);
  await tableReady(effective, tableName);
  const decided = tableOf(effective, tableName)!.decide(facts, { at });
  if (!decided.ok) return decided;
  const [row] = decided.value.hits;
  const listed = decided.value.outputs[0]?.[outputs[rotation.among]!.name];
  const away = rotation.away === undefined ? undefined : facts[inputs[rotation.away]!.name];
  if (row === undefined || membersThere(listed, away).length === 0) return ok(facts);
  const [taken] = await tx.query<{ turn: string }>(takeTurn, [tenantId, id, row]);
  return ok({ ...facts, [turnName]: Number(taken!.turn) });
}
