import type { Marked } from "./palette-data.ts";

/** A text with the places where the words stand set off; everything is text, nothing markup. */
export function MarkedText({ text, marks }: Marked) {
  const pieces = marks.flatMap(([from, to], index) => [
    { at: from, text: text.slice(marks[index - 1]?.[1] ?? 0, from), isHit: false },
    { at: from + 0.5, text: text.slice(from, to), isHit: true },
  ]);
  return (
    <>
      {pieces.map((piece) =>
        piece.isHit ? (
          <mark key={piece.at} className="rounded-sm bg-accent-soft-strong font-semibold text-inherit group-data-focused/item:bg-surface">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
