/** The studio, apart from what every page needs: it loads by itself. */
export { Studio } from "./designer/studio.tsx";
export { Room } from "./designer/room.tsx";
export type { Place, Visitor } from "./designer/studio-context.tsx";
