"use client";
import { useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { RoomLink } from "./room-link.tsx";
import { readAddress, rooms } from "./rooms.ts";
import { useStudio } from "./studio-context.tsx";

/** The rooms: icon and word. */
export function Rail() {
  const t = useTranslations("studio");
  const { place } = useStudio();
  const { room } = readAddress(place.path);
  return (
    <nav
      aria-label={t("rooms")}
      className="flex min-h-0 flex-col items-center gap-1 overflow-y-auto border-r border-line bg-surface-sunken py-2"
    >
      {rooms.map(({ name, icon, word }) => {
        const on = room?.name === name;
        return (
          <RoomLink
            key={name}
            href={`/studio/${name}`}
            current={on}
            className={cx(
              "flex h-12 w-13 flex-none flex-col items-center justify-center gap-0.5 rounded-md text-xs no-underline",
              on ? "bg-accent-soft-strong font-medium text-accent-text" : "text-muted hover:bg-surface-hover",
            )}
          >
            <Icon name={icon} />
            <span>{t(`rail.${word}`)}</span>
          </RoomLink>
        );
      })}
    </nav>
  );
}
