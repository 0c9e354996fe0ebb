/** Whether this machine says ⌘ or Ctrl; the server says Ctrl. */
export const isMac = (): boolean => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** "⌘Z" or "Ctrl+Z", "⇧⌘Z" or "Ctrl+Shift+Z". */
export function keyCap(key: string, { shift = false, mac = isMac() }: { shift?: boolean; mac?: boolean } = {}): string {
  return mac ? `${shift ? "⇧" : ""}⌘${key}` : `Ctrl+${shift ? "Shift+" : ""}${key}`;
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export type StudioDeed = "undo" | "redo" | "save";

/** What a key asks of the whole studio. ⌘ and Ctrl count alike: keyboards travel. */
export function deedOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): StudioDeed | undefined {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  switch (key.toLowerCase()) {
    case "z":
      return shiftKey ? "redo" : "undo";
    case "y":
      return shiftKey ? undefined : "redo";
    case "s":
      return shiftKey ? undefined : "save";
    default:
      return undefined;
  }
}

/** Text fields undo their own typing; the editor has its own log. */
export const undoesItself = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(".monaco-editor, [data-own-undo]") !== null;
