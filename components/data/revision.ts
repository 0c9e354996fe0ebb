export const revisionEvent = "armature:revision";

/** Tells the page that an answer was made with another revision of the metadata. */
export function heardRevision(revision: number | undefined): void {
  if (revision !== undefined && typeof window !== "undefined") window.dispatchEvent(new CustomEvent(revisionEvent, { detail: revision }));
}
