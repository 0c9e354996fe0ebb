import { Room } from "../../room.tsx";

export default function DocumentPage() {
  return <Room />;
}
