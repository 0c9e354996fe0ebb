"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/index.ts";
import { RoomLink } from "../room-link.tsx";
import { kindOf } from "../documents.ts";
import { roomOf } from "../rooms.ts";
import { useWorkspace } from "../studio-context.tsx";
import { type FieldUser, usersOfField } from "./users-of-field.ts";

/** Where a field is shown and computed with, each a way there. */
export function FieldUsers({ object, field }: { readonly object: string; readonly field: string }) {
  const t = useTranslations("studio.object");
  const documents = useWorkspace((state) => state.documents);
  const users = usersOfField(documents, object, field);
  if (users.length === 0) return <p className="text-muted">{t("notUsed")}</p>;
  return <UserList users={users} />;
}

/** What uses a field, each with the way there. */
export function UserList({ users }: { readonly users: readonly FieldUser[] }) {
  const t = useTranslations("studio");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const keys = [...new Set(users.map(({ document }) => document))];
  return (
    <ul className="flex flex-col gap-0.5">
      {keys.map((key) => {
        const document = documents.get(key);
        const kind = kindOf(key);
        const room = roomOf(kind);
        const label = text(document?.label, document?.name);
        return (
          <li key={key} className="flex gap-2">
            <span className="text-sm text-muted">{t(`kind.${kind}`)}</span>
            {room === undefined ? (
              <span>{label}</span>
            ) : (
              <RoomLink href={`/studio/${room.name}/${document?.name ?? ""}`} className="text-accent-text">
                {label}
              </RoomLink>
            )}
          </li>
        );
      })}
    </ul>
  );
}
