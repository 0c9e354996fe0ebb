"use client";
import { useEffect, useState } from "react";
import { readUses, type Uses } from "../server.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { useTell } from "../../render/say.ts";

/** Who names an object or a field in the draft as the server has it; undefined while it is asked. `fault`: it could not be asked. */
export function useUses(object: string, field?: string): { readonly uses?: Uses; readonly fault?: string } {
  const tell = useTell();
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft.id);
  const [answer, setAnswer] = useState<{ readonly uses?: Uses; readonly fault?: string }>({});
  useEffect(() => {
    let current = true;
    workspace
      .flush()
      .then(() => readUses(draft, object, field))
      .then(
        (uses) => current && setAnswer({ uses }),
        (fault: unknown) => current && setAnswer({ fault: tell(fault) }),
      );
    return () => {
      current = false;
    };
  }, [workspace, draft, object, field]);
  return answer;
}
