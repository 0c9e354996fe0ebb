import { loadRegions } from "#metadata/vocabulary";
import { partByNeed } from "../ui/by-need.ts";

/** The names of all regions: those of counties come with the first that is drawn. Whoever draws by them waits, so that the server and the browser draw the same. */
export const regionNames = partByNeed(async () => {
  await loadRegions();
  return true;
});
