/** The part of a drag operation that says what is under the pointer. */
interface Dragging {
  readonly position: { readonly current: { readonly y: number } };
  readonly target: { readonly id: string | number; readonly element?: Element | undefined } | null | undefined;
}

/** What is under the pointer, and how far down it: 0 its top edge, 1 its bottom edge. */
export interface DragPoint {
  readonly id: string;
  readonly part: number;
  /** pixels */
  readonly height: number;
}

/** @param to where the pointer goes with the event at hand; the operation itself still stands one step behind */
export function dragPoint({ position, target }: Dragging, to?: { readonly y: number }): DragPoint | undefined {
  const box = target?.element?.getBoundingClientRect();
  if (target === null || target === undefined || box === undefined || box.height === 0) return undefined;
  return { id: String(target.id), part: ((to ?? position.current).y - box.top) / box.height, height: box.height };
}
