"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, withQuery } from "../data/api.ts";
import { useScope } from "../render/scope.tsx";

/** A text and where the words stand in it, as the API sends it. */
export interface Marked {
  readonly text: string;
  readonly marks: readonly (readonly [from: number, to: number])[];
}

export interface FoundIn {
  readonly object: string;
  readonly hits: readonly { readonly id: string; readonly title: Marked; readonly excerpt?: Marked & { readonly field: string } }[];
  readonly more: boolean;
}

/** ms after the last keystroke before the server is asked. */
const pause = 150;

/** Records of these objects that hold what is typed; what was found before stays until the answer is there. */
export function useFoundEverywhere(text: string, objects: readonly string[], isOpen: boolean) {
  const { revision } = useScope();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim().slice(0, 200)), text.trim() === "" ? 0 : pause);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["search", revision, asked, objects.join(",")],
    queryFn: () =>
      api<{ data: readonly FoundIn[]; tooShort?: true }>(withQuery("/search", { q: asked, objects: objects.join(","), limit: 5 })),
    enabled: isOpen && asked !== "" && objects.length > 0,
    placeholderData: (before) => (asked === "" ? undefined : before),
    staleTime: 10_000,
  });
  const isWaiting = text.trim() !== "" && (query.isFetching || asked !== text.trim().slice(0, 200));
  return { found: text.trim() === "" ? [] : (query.data?.data ?? []), isWaiting, failed: query.isError };
}
