import type { Change } from "../changes.ts";
import type { Documents } from "../documents.ts";
import { type AddCommand, executeAdd } from "./add.ts";
import { type MoveCommand, executeMove } from "./move.ts";
import { type RemoveCommand, executeRemove } from "./remove.ts";
import { type SetCommand, executeSet } from "./set.ts";

/** Everything the studio can do to a draft. All rooms speak these four. */
export type Command = SetCommand | AddCommand | MoveCommand | RemoveCommand;
export type { AddCommand, MoveCommand, RemoveCommand, SetCommand };

/**
 * What a command changes, as a patch whose inverse undoes it.
 * @returns undefined when it cannot be done to these documents (its place is not there); [] when it changes nothing.
 */
export function execute(documents: Documents, command: Command): Change[] | undefined {
  switch (command.do) {
    case "set":
      return executeSet(documents, command);
    case "add":
      return executeAdd(documents, command);
    case "move":
      return executeMove(documents, command);
    case "remove":
      return executeRemove(documents, command);
  }
}
