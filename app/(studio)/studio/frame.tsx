"use client";
import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import type { Visitor } from "#components/studio";

// The draft lives in the browser: its session storage, its clock.
const Studio = dynamic(() => import("#components/studio").then((studio) => studio.Studio), { ssr: false });

export function StudioFrame(props: { readonly visitor: Visitor; readonly revision: number; readonly children: ReactNode }) {
  const path = usePathname();
  const router = useRouter();
  const place = useMemo(() => ({ path, go: (to: string) => router.push(to) }), [path, router]);
  return (
    <Studio visitor={props.visitor} place={place} revision={props.revision}>
      {props.children}
    </Studio>
  );
}
