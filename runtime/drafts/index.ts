export { deleteDraftDocument, putDraftDocument, resetDraftDocument } from "./edit-draft.ts";
export {
  discardDraft,
  listDrafts,
  openDraft,
  readDraft,
  readDraftDocument,
  readDraftDocuments,
  type DraftContents,
} from "./keep-drafts.ts";
export { diffDraft, publishDraft, type DraftDiff } from "./publish-draft.ts";
export type { Published } from "./carry-out.ts";
export type { DocumentDiff, Impact } from "./impact.ts";
export type { DraftInfo } from "./state.ts";
export { listRevisions, restoreRevision, type RevisionInfo } from "./revisions.ts";
