import { createHash } from "node:crypto";
import type { Tx } from "#db";
import { canonicalJson, ok, type FlowDocument, type Json, type Language, type Result } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import { compileFlow, type Flow } from "./compile.ts";

/** A flow as a run is pinned to it. */
export interface Pinned {
  readonly flow: Flow;
  readonly hash: string;
}

const patchOf = (document: FlowDocument) => ({ set: { "": document as unknown as Json }, remove: [] });
const hashOf = (document: FlowDocument): string =>
  createHash("sha256")
    .update(canonicalJson(patchOf(document) as unknown as Json))
    .digest("hex");

/** The tenant's flow of this name as it stands now, compiled once per revision. Undefined when there is none. */
export function currentFlow(effective: Effective, name: string): Result<Pinned> | undefined {
  const document = effective.documents.flow.get(name);
  if (document === undefined) return undefined;
  return effective.memo(`flow:${name}`, () => {
    const compiled = compileFlow(document, effective.language);
    return compiled.ok ? ok({ flow: compiled.value, hash: hashOf(document) }) : compiled;
  });
}

/** Keeps the document under its hash, as a patch from nothing, so that publishing changes no run that has begun. */
export async function keepDocument(tx: Tx, tenantId: string, { flow, hash }: Pinned): Promise<void> {
  await tx.query(`insert into document_patch (tenant_id, hash, body) values ($1, $2, $3) on conflict do nothing`, [
    tenantId,
    hash,
    patchOf(flow.document),
  ]);
}

/** Compiled flows by hash. Content-addressed, hence never stale; the oldest goes when there are many. */
export interface FlowCache {
  /** @throws when the document is gone or no longer compiles: the run cannot go on. */
  load(tx: Tx, tenantId: string, hash: string): Promise<Flow>;
}

/** Keeps compiled flows by the hash of their documents; beyond `most` the oldest goes. */
export function createFlowCache(language: Language, most = 500): FlowCache {
  const known = new Map<string, Flow>();
  return {
    async load(tx, tenantId, hash) {
      const key = `${tenantId}/${hash}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const [row] = await tx.query<{ body: { set: Record<string, FlowDocument> } }>(
        `select body from document_patch where tenant_id = $1 and hash = $2`,
        [tenantId, hash],
      );
      const document = row?.body.set[""];
      if (document === undefined) throw new Error(`the flow document ${hash} is not there`);
      const compiled = compileFlow(document, language);
      if (!compiled.ok) throw new Error(`the flow document ${hash} no longer compiles: ${compiled.problems[0]?.message}`);
      if (known.size >= most) known.delete(known.keys().next().value!);
      known.set(key, compiled.value);
      return compiled.value;
    },
  };
}
