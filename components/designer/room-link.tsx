"use client";
import type { ReactNode } from "react";
import { useStudio } from "./studio-context.tsx";

/** Event of a link to a view of the room that is open already; its detail is what stands behind the # of the address. */
export const viewWanted = "armature-view-wanted";

/** A link inside the studio: an ordinary one, that does not load the page anew. */
export function RoomLink(props: {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly current?: boolean;
  readonly "aria-label"?: string;
}) {
  const { place } = useStudio();
  return (
    <a
      href={props.href}
      className={props.className}
      aria-label={props["aria-label"]}
      aria-current={props.current === true ? "page" : undefined}
      onClick={(event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        place.go(props.href);
        const [, view] = props.href.split("#");
        if (view !== undefined) window.dispatchEvent(new CustomEvent(viewWanted, { detail: view }));
      }}
    >
      {props.children}
    </a>
  );
}
