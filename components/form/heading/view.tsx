"use client";
import { useText } from "../../i18n/provider.tsx";
import type { View } from "../../render/view.ts";
import type { heading } from "./definition.ts";

export const Heading: View<typeof heading> = ({ props }) => {
  const text = useText();
  return props.level === "3" ? (
    <h3 className="col-span-full text-md font-semibold">{text(props.text)}</h3>
  ) : (
    <h2 className="col-span-full text-lg font-semibold">{text(props.text)}</h2>
  );
};
