"use client";
import { useEffect } from "react";
import { useNavigation } from "../ui/navigation.tsx";
import { revisionEvent } from "./revision.ts";

/** Reads the page's server part again as soon as any answer tells of a newer revision than the one the page was drawn with. */
export function FollowRevision({ revision }: { readonly revision: number }) {
  const { refresh } = useNavigation();
  useEffect(() => {
    let asked = revision;
    const on = (heard: Event) => {
      const newer = (heard as CustomEvent<number>).detail;
      if (newer <= asked) return;
      asked = newer;
      refresh();
    };
    window.addEventListener(revisionEvent, on);
    return () => window.removeEventListener(revisionEvent, on);
  }, [revision, refresh]);
  return null;
}
