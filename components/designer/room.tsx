"use client";
import { useTranslations } from "use-intl";
import { TableRoom } from "../tables/table-room.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FormRoom } from "./form/form-room.tsx";
import { JsonRoom } from "./json-room.tsx";
import { ObjectRoom } from "./object/object-room.tsx";
import { PackagesRoom } from "./packages-room.tsx";
import { RoleRoom } from "./role/role-room.tsx";
import { RoomList } from "./room-list.tsx";
import { type Room as RoomOfStudio, readAddress } from "./rooms.ts";
import { useStudio } from "./studio-context.tsx";

/** What stands at the address: a room's list, or one of its documents. */
export function Room() {
  const t = useTranslations("studio");
  const { place } = useStudio();
  const { room, document } = readAddress(place.path);
  if (room === undefined) return <EmptyState title={t("nothingFound")} />;
  if (room.kind === undefined) return <PackagesRoom />;
  return document === undefined ? <RoomList key={room.name} room={room} kind={room.kind} /> : <DocumentIn room={room} name={document} />;
}

function DocumentIn({ room, name }: { readonly room: RoomOfStudio; readonly name: string }) {
  switch (room.kind) {
    case "table":
      return <TableRoom key={name} name={name} />;
    case "role":
      return <RoleRoom key={name} name={name} />;
    case "object":
      return <ObjectRoom key={name} name={name} />;
    case "form":
    case "page":
      return <FormRoom key={`${room.kind}/${name}`} kind={room.kind} name={name} />;
    case undefined:
      return null;
    default:
      return <JsonRoom key={`${room.kind}/${name}`} kind={room.kind} name={name} />;
  }
}
