"use client";
import { useTranslations } from "use-intl";
import type { Component } from "#metadata";
import { components } from "#components/definitions";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { useDesign } from "./design-context.tsx";
import { inReadingOrder } from "./node-tree.ts";

/** The form as a tree of names: the same selection, the same keys as the canvas. */
export function Outline() {
  const t = useTranslations("studio.form");
  const design = useDesign();
  const lines = inReadingOrder(design.document.nodes);
  const first = lines[0]?.id;
  return (
    <div role="tree" aria-label={t("outline")} className="min-h-0 flex-1 overflow-auto py-2">
      {lines.map(({ id, depth }) => {
        const component: Component | undefined = components.get(design.document.nodes[id]?.component ?? "");
        const selected = design.selected === id;
        return (
          <div
            key={id}
            role="treeitem"
            aria-level={depth + 1}
            aria-selected={selected}
            tabIndex={selected || (design.selected === undefined && id === first) ? 0 : -1}
            data-outline={id}
            onClick={() => design.select(id)}
            onFocus={() => design.selected !== id && design.select(id)}
            style={{ paddingLeft: 12 + depth * 16 }}
            className={cx(
              "flex h-8 items-center gap-2 pr-2 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
              selected ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-surface-hover",
            )}
          >
            <Icon name={component?.icon ?? "circle-help"} className="text-muted" />
            <span className="ellipsis">{design.nameOf(id)}</span>
          </div>
        );
      })}
    </div>
  );
}
