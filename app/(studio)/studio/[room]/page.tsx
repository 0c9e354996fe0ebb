import { Room } from "../room.tsx";

export default function RoomPage() {
  return <Room />;
}
