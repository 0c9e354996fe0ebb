"use client";
import type { Logic } from "#metadata";
import { useLogicWords } from "../../../conditions/use-logic-words.ts";
import { useObject } from "../../../render/index.ts";
import type { ShownObject } from "../../../render/object.ts";

/** An expression in words. Stands below <DraftScope>. */
export function ConditionWords(props: { readonly object: string; readonly logic: Logic | undefined; readonly none?: string }) {
  const object = useObject(props.object);
  if (object === undefined || props.logic === undefined) return <>{props.none ?? null}</>;
  return <Said object={object} logic={props.logic} />;
}

function Said({ object, logic }: { readonly object: ShownObject; readonly logic: Logic }) {
  const said = useLogicWords(object, logic) ?? "";
  return <>{said.length > 160 ? `${said.slice(0, 159)}…` : said}</>;
}
