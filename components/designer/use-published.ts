"use client";
import { useEffect, useState } from "react";
import type { DocumentOf, Kind } from "#metadata";
import { readPublished } from "./server.ts";
import { useWorkspace } from "./studio-context.tsx";

/** A document as it is published, with the layer that set each property. */
export interface Published<K extends Kind = Kind> {
  readonly document: DocumentOf[K];
  /** leaf pointer → layer */
  readonly origins: Readonly<Record<string, string>>;
  readonly revision: number;
}

/**
 * What is published under the name of a document that is open; read again when the draft is another one, or another revision is live.
 * null: nothing is. undefined: not known yet, or not to be had: what is drawn then lacks its comparison with what is published alone.
 */
export function usePublished<K extends Kind>(kind: K, name: string): Published<K> | null | undefined {
  const { id, base } = useWorkspace((state) => state.draft);
  const live = useWorkspace((state) => state.live);
  const [published, setPublished] = useState<Published<K> | null>();
  useEffect(() => {
    let current = true;
    readPublished(kind, name).then(
      (found) => current && setPublished(found ?? null),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [kind, name, id, base, live]);
  return published;
}
