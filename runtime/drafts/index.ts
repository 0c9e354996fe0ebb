export { deleteDraftDocument, putDraftDocument, resetDraftDocument } from "./edit-draft.ts";
export { changeDraftDocument, type Changed } from "./change-document.ts";
export { draftNews, type DraftNews } from "./draft-news.ts";
export {
  discardDraft,
  listDrafts,
  openDraft,
  readDraft,
  readDraftDocument,
  readDraftDocuments,
  readWholeDraft,
  type DraftContents,
} from "./keep-drafts.ts";
export { rebaseDraft } from "./rebase.ts";
export { diffDraft, publishDraft, type DraftDiff } from "./publish-draft.ts";
export type { Published } from "./carry-out.ts";
export type { DocumentDiff, Impact } from "./impact.ts";
export type { DraftInfo } from "./state.ts";
export { listRevisions, restoreRevision, type RevisionInfo } from "./revisions.ts";
