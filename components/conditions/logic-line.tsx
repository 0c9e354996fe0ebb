"use client";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import type { ShownObject } from "../render/object.ts";
import { useLogicWords } from "./use-logic-words.ts";

/** The natural-language line under an expression. Stands below <DraftScope>. */
export function LogicLine({ object, logic }: { readonly object: ShownObject; readonly logic: Logic | undefined }) {
  const t = useTranslations("studio.say");
  const words = useLogicWords(object, logic);
  if (words === undefined) return null;
  return (
    <p className="text-sm break-words text-muted">
      <span className="sr-only">{t("lead")}: </span>
      {words}
    </p>
  );
}
