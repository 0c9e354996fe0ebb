"use client";
import { DragDropProvider, PointerSensor, useDraggable, useDroppable } from "@dnd-kit/react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { type DragPoint, dragPoint } from "../../designer/drag-point.ts";
import { useStudio } from "../../designer/studio-context.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";

export interface SortableProps {
  readonly label: string;
  readonly ids: readonly string[];
  /** before: the one it comes to stand before; null = last */
  readonly onMove: (id: string, before: string | null) => void;
  readonly nameOf: (id: string) => string;
  readonly children: (id: string, at: number) => ReactNode;
  readonly className?: string | undefined;
  readonly lineClassName?: ((id: string) => string | false | undefined) | undefined;
}

/** Lines that are put in order by their handle: with the pointer, or with the arrow keys (anywhere in a line together with Alt). */
export function Sortable(props: SortableProps) {
  const { ids, onMove } = props;
  const t = useTranslations("studio.columns");
  const { announce } = useStudio();
  const [drop, setDrop] = useState<{ readonly id: string; readonly after: boolean }>();
  const list = useRef<HTMLUListElement>(null);
  const move = (id: string, before: string | null): void => {
    if (before === id) return;
    onMove(id, before);
    const others = ids.filter((each) => each !== id);
    const to = before === null ? others.length : others.indexOf(before);
    announce(t("moved", { name: props.nameOf(id), to: to + 1, count: ids.length }));
  };
  const press = (event: KeyboardEvent, id: string): void => {
    const onHandle = event.target instanceof HTMLElement && event.target.dataset["handle"] !== undefined;
    if ((!event.altKey && !onHandle) || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    const at = ids.indexOf(id);
    if (event.key === "ArrowUp" ? at === 0 : at === ids.length - 1) return;
    const held = event.target as HTMLElement;
    move(id, event.key === "ArrowUp" ? (ids[at - 1] ?? null) : (ids[at + 2] ?? null));
    // React may set the line down elsewhere: the keys stay on it
    requestAnimationFrame(() => held.isConnected && held.focus());
  };
  return (
    <DragDropProvider
      sensors={[PointerSensor]}
      // announced by the studio's live region, in the language of the page
      plugins={(defaults) => defaults.slice(1)}
      onDragMove={({ operation, to }) => setDrop(dropAt(dragPoint(operation, to)))}
      onDragOver={({ operation }) => setDrop(dropAt(dragPoint(operation)))}
      onDragEnd={({ operation, canceled }) => {
        const [id, goal] = [operation.source?.id, dropAt(dragPoint(operation))];
        setDrop(undefined);
        if (canceled || id === undefined || goal === undefined) return;
        move(String(id), goal.after ? (ids[ids.indexOf(goal.id) + 1] ?? null) : goal.id);
      }}
    >
      <ul ref={list} aria-label={props.label} className={props.className}>
        {ids.map((id, at) => (
          <Line
            key={id}
            id={id}
            name={props.nameOf(id)}
            drop={drop?.id === id ? (drop.after ? "after" : "before") : undefined}
            onKeyDown={(event) => press(event, id)}
            className={props.lineClassName?.(id)}
          >
            {props.children(id, at)}
          </Line>
        ))}
      </ul>
    </DragDropProvider>
  );
}

const dropAt = (point: DragPoint | undefined) => point && { id: point.id, after: point.part > 0.5 };

function Line(props: {
  readonly id: string;
  readonly name: string;
  readonly drop: "before" | "after" | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly className: string | false | undefined;
  readonly children: ReactNode;
}) {
  const t = useTranslations("studio.columns");
  const { ref: dropRef } = useDroppable({ id: props.id });
  const { ref, handleRef, isDragging } = useDraggable({ id: props.id });
  return (
    <li
      ref={(element) => {
        dropRef(element);
        ref(element);
      }}
      onKeyDown={props.onKeyDown}
      className={cx(
        "group relative grid grid-cols-[32px_minmax(0,1fr)] border-b border-line bg-surface",
        isDragging && "z-10 opacity-80",
        props.className,
      )}
    >
      {props.drop === undefined ? null : (
        <span
          aria-hidden="true"
          className={cx("absolute inset-x-0 z-10 h-0.5 bg-accent", props.drop === "before" ? "-top-px" : "-bottom-px")}
        />
      )}
      <button
        ref={handleRef}
        type="button"
        data-handle
        aria-label={t("handle", { name: props.name })}
        className="grid h-full max-h-10 cursor-grab place-items-center self-start text-faint outline-none group-hover:text-muted focus-visible:text-ink focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
      >
        <Icon name="grip-vertical" size={14} />
      </button>
      {props.children}
    </li>
  );
}
