"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/index.ts";
import { RoomLink } from "../room-link.tsx";
import { roomOf } from "../rooms.ts";
import type { UsePlace } from "../server.ts";

/** Documents that name something, each a way there, with where in them it stands. */
export function UseList({ places }: { readonly places: readonly UsePlace[] }) {
  const t = useTranslations("studio");
  const tc = useTranslations("studio.changing");
  const text = useText();
  const byDocument = new Map<string, UsePlace[]>();
  for (const place of places) {
    const key = `${place.kind}/${place.name}`;
    byDocument.set(key, [...(byDocument.get(key) ?? []), place]);
  }
  return (
    <ul className="flex max-h-60 flex-col gap-1 overflow-auto">
      {[...byDocument].map(([key, here]) => {
        const { kind, name, label } = here[0]!;
        const room = roomOf(kind);
        const said = text(label, name);
        return (
          <li key={key} className="grid grid-cols-[96px_minmax(0,1fr)_auto] items-baseline gap-2">
            <span className="text-sm text-muted">{t(`kind.${kind}`)}</span>
            {room === undefined ? (
              <span className="ellipsis">{said}</span>
            ) : (
              <RoomLink href={`/studio/${room.name}/${name}`} className="ellipsis text-accent-text">
                {said}
              </RoomLink>
            )}
            <span className="num text-sm text-faint" title={here.map(({ path }) => path).join("\n")}>
              {tc("places", { count: here.length })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
