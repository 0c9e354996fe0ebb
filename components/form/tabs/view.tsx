"use client";
import { useText } from "../../i18n/provider.tsx";
import type { View } from "../../render/view.ts";
import { Tabs as TabFrame } from "../../ui/tabs.tsx";
import type { tabs } from "./definition.ts";

export const Tabs: View<typeof tabs> = ({ parts, node }) => {
  const text = useText();
  if (parts.length === 0) return null;
  const items = parts.map((part, place) => ({
    id: part.node.id,
    label: text(part.node.props?.["title"] as string | undefined, String(place + 1)),
    content: <div className="grid gap-4 py-4">{part.element}</div>,
  }));
  return (
    <TabFrame
      label={items.map((item) => item.label).join(", ")}
      items={items}
      className="col-span-full"
      listClassName="px-0"
      key={node.id}
    />
  );
};
