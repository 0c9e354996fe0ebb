"use client";
import type { Display } from "../../render/display.ts";
import { usePeople } from "../../render/people.ts";
import { Avatar } from "../../ui/avatar.tsx";

/** Who, by name. Machines and flows that wrote something have an icon instead of initials. */
export const PersonName: Display = ({ value, place }) => {
  const people = usePeople((Array.isArray(value) ? (value as unknown[]) : [value]).map(String));
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 align-middle">
      {people.map(({ id, name, icon }) => (
        <span key={id} className="inline-flex min-w-0 items-center gap-1.5">
          <Avatar name={name} size={place === "cell" ? 20 : 24} {...(icon === undefined ? {} : { icon })} />
          <span className="ellipsis">{name}</span>
        </span>
      ))}
    </span>
  );
};
