import type { Command } from "../commands/index.ts";
import type { Behaviour } from "./behaviour.ts";

/** A removed column leaves the routing and the turns of its table. Without the option there is nothing to route, without the list no turn. */
export const removedColumnLeavesRouting: Behaviour = (changes, after) =>
  changes.flatMap(({ document, path, after: now }): Command[] => {
    const table = after.get(document);
    if (table?.kind !== "table" || path.length !== 2 || now !== undefined) return [];
    const [map, column] = path as [string, string];
    if (map !== "inputs" && map !== "outputs") return [];
    const { routing, rotation } = table;
    const remove = (...place: readonly string[]): Command => ({ do: "remove", document, path: place });
    if (map === "outputs") {
      if (rotation?.among === column || rotation?.to === column) return [remove("rotation")];
      if (routing?.option === column) return [remove("routing")];
      return (["show", "reason", "rank"] as const).filter((part) => routing?.[part] === column).map((part) => remove("routing", part));
    }
    const facts = Object.entries(routing?.facts ?? {}).filter(([, id]) => id === column);
    return [
      ...facts.map(([fact]) => remove("routing", "facts", fact)),
      ...(routing?.split?.key === column ? [remove("routing", "split")] : []),
      ...(rotation?.turn === column ? [remove("rotation")] : rotation?.away === column ? [remove("rotation", "away")] : []),
    ];
  });
