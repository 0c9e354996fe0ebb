"use client";
import { useText } from "../../i18n/provider.tsx";
import type { View } from "../../render/view.ts";
import type { paragraph } from "./definition.ts";

export const Paragraph: View<typeof paragraph> = ({ props }) => {
  const text = useText();
  return <p className="col-span-full whitespace-pre-wrap text-muted">{text(props.text)}</p>;
};
