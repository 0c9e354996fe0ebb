"use client";
import { useDraggable, useDroppable } from "@dnd-kit/react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { spotAt } from "./node-tree.ts";
import { useDesign } from "./design-context.tsx";

/** A node of the running form with what the designer adds: frame, name tag, deeds, insertion line. */
export function NodeFrame({
  id,
  depth,
  hidden,
  children,
}: {
  readonly id: string;
  readonly depth: number;
  readonly hidden: boolean;
  readonly children: ReactNode;
}) {
  const t = useTranslations("studio.form");
  const design = useDesign();
  const container = design.isContainer(id);
  const selected = design.selected === id;
  const { ref: dropRef } = useDroppable({ id: `node:${id}`, collisionPriority: depth + 1 });
  const { ref, handleRef, isDragging } = useDraggable({ id: `node:${id}` });
  const drop = design.drop?.node === id ? design.drop.side : undefined;
  const name = design.nameOf(id);
  return (
    <div
      ref={(element) => {
        dropRef(element);
        ref(element);
      }}
      data-node={id}
      tabIndex={selected ? 0 : -1}
      role="group"
      aria-label={name}
      aria-current={selected ? "true" : undefined}
      onClickCapture={(event) => {
        const nearest = (event.target as HTMLElement).closest("[data-node]");
        if (nearest !== event.currentTarget || (event.target as HTMLElement).closest("[data-deed]")) return;
        if (!container) event.preventDefault();
        design.select(id);
      }}
      className={cx(
        "group/node relative min-w-0 rounded-sm outline-none has-[>[data-body]>.col-span-full]:col-span-full",
        "hover:not-has-[[data-node]:hover]:shadow-[0_0_0_7px_var(--surface),0_0_0_8px_var(--accent-border)]",
        hidden && "opacity-50",
        isDragging && "opacity-40",
        // room for the name tag
        selected && "z-10 mt-6",
      )}
    >
      {selected ? (
        <>
          <span aria-hidden="true" className="pointer-events-none absolute -inset-2 z-10 rounded-md border-2 border-accent" />
          <span
            ref={handleRef}
            data-handle
            className="absolute -top-8 -left-2 z-20 flex h-6 max-w-[60%] cursor-grab items-center gap-1 rounded-t-sm bg-accent pr-2 pl-1 text-sm font-medium text-on-accent"
          >
            <Icon name="grip-vertical" size={14} />
            <span className="ellipsis">{name}</span>
          </span>
          <span data-deed className="absolute -top-8 -right-2 z-20 flex h-6 rounded-t-sm bg-accent text-on-accent">
            <Deed icon="chevron-up" label={t("selectParent")} onPress={() => design.select(design.document.nodes[id]?.parent, true)} />
            <Deed icon="move" label={t("moveTo")} onPress={() => design.moveTo(id)} />
            <Deed icon="copy" label={t("duplicate")} onPress={() => design.duplicate(id)} />
            <Deed icon="trash-2" label={t("remove")} onPress={() => design.remove(id)} />
          </span>
        </>
      ) : null}
      {/* What cannot hold others is only looked at: its controls take neither clicks nor the focus. */}
      <div data-body inert={!container} className="contents">
        {children}
      </div>
      {container && design.document.nodes && !Object.values(design.document.nodes).some(({ parent }) => parent === id) ? (
        <p className="rounded-md border border-dashed border-line-strong px-3 py-4 text-center text-sm text-muted">{t("emptyHelp")}</p>
      ) : null}
      {drop === undefined ? null : <InsertionLine side={drop} words={design.sayWhere(spotAt(design.document.nodes, id, drop))} />}
    </div>
  );
}

function InsertionLine({ side, words }: { readonly side: "before" | "after" | "inside"; readonly words: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        "pointer-events-none absolute -inset-x-1 z-30 h-0.5 bg-accent",
        side === "before" ? "-top-2.5" : side === "after" ? "-bottom-2.5" : "bottom-0",
      )}
    >
      <span className="absolute -top-[3px] -left-1 size-2 rounded-full bg-accent" />
      <span className="absolute -top-[11px] right-0 rounded-sm bg-accent px-2 py-[3px] text-sm font-medium whitespace-nowrap text-on-accent">
        {words}
      </span>
    </span>
  );
}

function Deed({ icon, label, onPress }: { readonly icon: string; readonly label: string; readonly onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onPress}
      className="grid w-6.5 place-items-center outline-offset-[-2px] hover:bg-accent-hover focus-visible:outline-2 focus-visible:outline-on-accent"
    >
      <Icon name={icon} size={14} />
    </button>
  );
}
