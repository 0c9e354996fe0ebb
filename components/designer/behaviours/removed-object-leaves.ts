import type { Command } from "../commands/index.ts";
import { kindOf, nameOf, own } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";

/** A removed object takes its forms and views along and leaves the apps and roles that name it. */
export const removedObjectLeaves: Behaviour = (changes, after) =>
  changes.flatMap(({ document, path, after: now }): Command[] => {
    if (kindOf(document) !== "object" || path.length > 0 || now !== undefined) return [];
    const object = nameOf(document);
    const commands: Command[] = [];
    for (const [key, content] of after) {
      if ((content.kind === "form" || content.kind === "view") && content.object === object) {
        commands.push({ do: "remove", document: key, path: [] });
      }
      if (content.kind === "app") {
        for (const [id, item] of Object.entries(content.items)) {
          if (item.object === object) commands.push({ do: "remove", document: key, path: ["items", id] });
        }
      }
      if (content.kind === "role" && own(content.objects, object) !== undefined) {
        commands.push({ do: "remove", document: key, path: ["objects", object] });
      }
    }
    return commands;
  });
