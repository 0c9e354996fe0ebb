import type { useTranslations } from "use-intl";
import { toast } from "../ui/toaster.tsx";
import type { Workspace } from "./workspace.ts";

/** Takes the last deed back or does it again, and says which; one that cannot be taken back any more is told to those who see, too. */
export function step(
  workspace: Workspace,
  act: "undo" | "redo",
  t: ReturnType<typeof useTranslations<"studio">>,
  announce: (words: string) => void,
): void {
  if (!workspace[act]()) return;
  const { said } = workspace.get();
  if (said === undefined) return;
  const words = t(said.act, { deed: t(`did.${said.did.key}` as never, said.did.values as never) });
  announce(words);
  if (said.act === "stays") toast(words);
}
