/** The interpreter: everything that has effects. Pages and routes call these verbs and nothing below them. */
export type { Actor } from "./actor.ts";
export {
  createPlatform,
  processPlatform,
  setProcessPlatform,
  startPlatform,
  stopPlatform,
  type Platform,
  type PlatformOptions,
} from "./platform.ts";

export { createLog, insideOf } from "./log.ts";

// who
export { capabilitiesOf, mayAdminister, mayDesign, mayOperate, type Capability } from "./identity/capabilities.ts";
export { accountOf } from "./identity/attempts.ts";
export { createApiKey, listApiKeys, revokeApiKey, type NewApiKey } from "./identity/api-key.ts";
export { isSlug, slugOfHost, tenantUrl } from "./identity/host.ts";
export { type Credentials, type Identity, type Who } from "./identity/identity.ts";
export { linkSeconds, signOrderLink } from "./identity/order-link.ts";
export { sessionSeconds } from "./identity/session-auth.ts";
export { createTenant, listTenants, namesOfMembers, setMembership, type Tenant } from "./identity/tenant.ts";
export { issueTicket, useTicket } from "./identity/ticket.ts";
export { createUser, type NewUser } from "./identity/user.ts";
export { signCookie, type Membership, type User } from "./identity/who.ts";

// what exists
export type { Effective, ResolvedField, ResolvedObject, Slot } from "./effective/effective.ts";
export type { Effectives } from "./effective/effectives.ts";

export type { PackageName, Release } from "./effective/load.ts";
export * from "./drafts/index.ts";
export { rename, usesOf, type Renamed, type UsePlace, type Uses } from "./rename/rename.ts";
export { planRetype, retypeField, type Retype } from "./retype/retype-field.ts";
export type { RetypePlan } from "./retype/plan.ts";
export { listRemovals, restoreRemoval, type RemovalInfo } from "./removals/removals.ts";
export * from "./packages/index.ts";

// what is allowed
export { accessTo, may, type Access } from "./permissions/access.ts";
export { objectAsSeen } from "./permissions/object-as-seen.ts";
export { explainAccess, type Explanation, type Reason, type RuleVerdict } from "./permissions/explain.ts";
export { listShares, mostShares, shareRecord, unshareRecord, type Share } from "./permissions/shares.ts";
export { stand, type Standing } from "./permissions/standing.ts";
export { listPeople, mostPeopleListed, removePerson, setRoles, type Person } from "./teams/people.ts";
export { changeTeam, createTeam, deleteTeam, listTeams, removeTeamMember, setTeamMember, type Team } from "./teams/teams.ts";

// records
export { parseQuery, type RecordQuery } from "./records/query.ts";
export type { RecordJson } from "./records/record.ts";
export { explainList, type PlanShown } from "./records/explain-plan.ts";
export { changeTenantSettings, readTenantSettings, type TenantSettings } from "./effective/tenant-settings.ts";
export { getRecord, listRecords, type RecordPage } from "./records/run.ts";
export { writeBatch, type OperationOutcome } from "./batch/write-batch.ts";
export { transitionsOf, type TransitionJson } from "./records/states.ts";
export { createRecords, deleteRecord, restoreRecord, updateRecord } from "./records/commands.ts";
export { aggregateRecords } from "./records/aggregate.ts";
export { listDeleted, type DeletedRecord } from "./records/deleted.ts";
export { recordHistory, type HistoryEntry } from "./records/history.ts";
export { withIdempotency, type Claim } from "./records/idempotency.ts";

// decisions
export { explainDecision, type Explanation as DecisionExplanation } from "./decisions/explain-decision.ts";
export { exportTable, publishedVersion } from "./decisions/export-table.ts";
export { getDecision, listDecisions, type DecisionJson, type DecisionPage, type DecisionQuery } from "./decisions/log.ts";
export { decideBatch, decideTable, type Decided, type DecideRequest } from "./decisions/decide.ts";
export { offeredChoices, type FieldOffer } from "./decisions/offered-choices.ts";
export { createHeldTables, type HeldTables } from "./decisions/held-tables.ts";
export { askedTable } from "./decisions/table.ts";
export { simulateTable, type SimulatedOutput, type SimulateRequest, type Simulation } from "./decisions/simulate.ts";

// what is tried before it is published, and published later
export { askedCandidate } from "./rollouts/asked-candidate.ts";
export { planPromotion, promoteRollout } from "./rollouts/promotion.ts";
export { startRollout, type StartRollout } from "./rollouts/start-rollout.ts";
export { changeRollout, getRollout, listDifferences, listRollouts, stopRollout, type DifferenceJson } from "./rollouts/rollouts.ts";
export type { RolloutJson } from "./rollouts/rollout.ts";
export { cancelActivation, listActivations, scheduleDraft } from "./rollouts/activations.ts";
export type { ActivationJson } from "./rollouts/activation.ts";
export { revertTable } from "./rollouts/revert-table.ts";

// flows
export { answerStep, waitingOf, type Asked } from "./flows/ask.ts";
export { answerCallback, type Answered } from "./flows/callback.ts";
export { acknowledgeMessage, readMessages, type MessageJson } from "./flows/messages.ts";
export { importFdl, type Imported, type Repair } from "./flows/import/fdl.ts";
export {
  cancelRun,
  getRun,
  listRuns,
  redriveRun,
  runHistory,
  type EventJson,
  type RunJson,
  type RunQuery,
  type Waiting,
} from "./flows/runs.ts";
export { startFlow } from "./flows/start.ts";
export type { EventType, RunStatus } from "./flows/state.ts";
export { materialiseTokens } from "./flows/token.ts";
export { createWorker, type Worker, type WorkerOptions } from "./flows/worker.ts";

// events to the outside
export { readAllowed } from "./safe-fetch/address.ts";
export {
  getDelivery,
  listDeliveries,
  replayDelivery,
  replaySince,
  testWebhook,
  type DeliveryDetail,
  type DeliveryJson,
} from "./webhooks/deliveries.ts";
export type { Attempt } from "./webhooks/deliver.ts";
export { recordTopics, type WebhookJson } from "./webhooks/webhook.ts";
export { changeWebhook, createWebhook, deleteWebhook, getWebhook, listWebhooks, rotateSecret } from "./webhooks/webhooks.ts";

// files
export { createLocalStore } from "./files/local-store.ts";
export { disposition } from "./files/clean-name.ts";
export { shownInPlace } from "./files/media-type.ts";
export { getFile, giveUpFile, openFile, showFile, type FileContent, type FileJson } from "./files/read-file.ts";
export { receiveFile, type Incoming } from "./files/receive.ts";
export { sizeOf, usualFileLimits, type FileLimits } from "./files/limits.ts";
export { createS3Store, type S3Settings } from "./files/s3-store.ts";
export type { ByteRange, FileStore, Found, Put, PutOptions } from "./files/store.ts";

// long work
export type { Job, JobKind, JobState } from "./jobs/job.ts";
export { cancelJob, getJob, listJobRows, listJobs, undoJob, type JobQuery, type RefusedRow } from "./jobs/jobs.ts";
export { startExport, type StartExport } from "./export/start-export.ts";
export { refusedRows } from "./import/refused-rows.ts";
export { startImport, type StartImport } from "./import/start-import.ts";
export { importBytes, uploadImport, type ImportPreview } from "./import/upload.ts";
export { startJob } from "./jobs/start-job.ts";

// search
export { searchRecords, type Found as FoundRecords, type FoundIn, type Hit, type SearchQuery } from "./search/find.ts";
export type { Marked } from "./search/excerpt.ts";
export { startReindex } from "./search/reindex-job.ts";

// indexes
export { readAdvice, type Advice } from "./slots/advice.ts";
export { startFill } from "./slots/fill-slots.ts";
export { indexField, type Indexed } from "./slots/index-field.ts";
export { tryIndex, type Tried } from "./slots/try-index.ts";
export { readSlots, type SlotsJson } from "./slots/read-slots.ts";

// the demo
export { createDemo, demoPassword, type DemoSignIn } from "./identity/demo.ts";
