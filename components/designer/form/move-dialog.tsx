"use client";
import { useTranslations } from "use-intl";
import { Dialog } from "../../ui/dialog.tsx";
import { useDesign } from "./design-context.tsx";
import { type Spot, inReadingOrder, isInside, spotAt } from "./node-tree.ts";

/** Every place a node can go to, by name: the way without dragging. */
export function MoveDialog({
  id,
  onClose,
  onMove,
}: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onMove: (spot: Spot) => void;
}) {
  const t = useTranslations("studio.form");
  const design = useDesign();
  const { nodes } = design.document;
  const first = inReadingOrder(nodes).find(({ depth }) => depth === 0)?.id;
  const places: { readonly label: string; readonly depth: number; readonly spot: Spot }[] = [
    { label: t("top"), depth: 0, spot: { parent: null, before: first ?? null } },
    ...inReadingOrder(nodes)
      .filter(({ id: each }) => !isInside(nodes, each, id))
      .flatMap(({ id: each, depth }) => [
        ...(design.isContainer(each)
          ? [{ label: t("into", { name: design.nameOf(each) }), depth: depth + 1, spot: spotAt(nodes, each, "inside") }]
          : []),
        { label: t("afterNode", { name: design.nameOf(each) }), depth, spot: spotAt(nodes, each, "after") },
      ]),
  ];
  return (
    <Dialog isOpen onClose={onClose} title={t("moveToTitle", { name: design.nameOf(id) })}>
      <ul className="flex flex-col">
        {places.map(({ label, depth, spot }, at) => (
          <li key={at}>
            <button
              type="button"
              autoFocus={at === 0}
              style={{ paddingLeft: 8 + depth * 16 }}
              className="flex h-8 w-full items-center rounded-sm text-left hover:bg-surface-hover"
              onClick={() => onMove(spot)}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
