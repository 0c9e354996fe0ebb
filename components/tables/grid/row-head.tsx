"use client";
import { useDraggable, useDroppable } from "@dnd-kit/react";
import type { RefObject } from "react";
import { useTranslations } from "use-intl";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";

/** Picks a row up by its handle. */
function Grip({ id, row }: { readonly id: string; readonly row: RefObject<HTMLElement | null> }) {
  const { handleRef } = useDraggable({ id, element: row });
  return (
    <span ref={handleRef} aria-hidden="true" data-handle className="grid h-full w-5 cursor-grab place-items-center text-muted">
      <Icon name="grip-vertical" size={14} />
    </span>
  );
}

/** Makes a row a place to drop. */
function DropPlace({ id, row }: { readonly id: string; readonly row: RefObject<HTMLElement | null> }) {
  useDroppable({ id, element: row });
  return null;
}

/** A row's handle and number; a bar where the tester's facts hit it. Only what `isCarried` needs is mounted: a scroll mounts no handles. */
export function RowHead(props: {
  readonly id: string;
  readonly place: number;
  readonly frame: RefObject<HTMLElement | null>;
  readonly isActive: boolean;
  readonly isLocked: boolean;
  readonly isHit: boolean;
  /** under the pointer, or carried */
  readonly isHeld: boolean;
  /** a row of this band is carried */
  readonly isDropping: boolean;
  readonly onSelect: () => void;
}) {
  const t = useTranslations("studio.table");
  const { id, place, frame, isHit } = props;
  return (
    <span
      role="gridcell"
      aria-colindex={1}
      data-row={id}
      data-column={-1}
      tabIndex={props.isActive ? 0 : -1}
      aria-label={t("rowNumber", { row: place })}
      onClick={() => props.onSelect()}
      className={cx(
        "relative col-span-2 grid grid-cols-[20px_36px] items-center border-r border-line outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
        isHit && "shadow-[inset_3px_0_0_var(--accent)]",
      )}
    >
      {props.isLocked ? (
        <Icon name="lock" size={14} className="mx-auto text-faint" />
      ) : (
        <>
          {props.isHeld ? <Grip id={id} row={frame} /> : <Icon name="grip-vertical" size={14} className="mx-auto text-faint" />}
          {props.isDropping ? <DropPlace id={id} row={frame} /> : null}
        </>
      )}
      <span className={cx("num pr-1.5 text-right text-sm", isHit ? "font-semibold text-accent-text" : "text-faint")}>{place}</span>
    </span>
  );
}
