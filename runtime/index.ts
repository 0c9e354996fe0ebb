/** The interpreter: everything that has effects. Pages and routes call these verbs and nothing below them. */
export type { Actor } from "./actor.ts";
export { createPlatform, processPlatform, setProcessPlatform, startPlatform, stopPlatform, type Platform, type PlatformOptions } from "./platform.ts";

// who
export { capabilitiesOf, mayDesign, mayOperate, type Capability } from "./identity/capabilities.ts";
export { accountOf } from "./identity/attempts.ts";
export { createApiKey, listApiKeys, revokeApiKey, type NewApiKey } from "./identity/api-key.ts";
export { isSlug, slugOfHost, tenantUrl } from "./identity/host.ts";
export { createIdentity, type Credentials, type Identity, type Who } from "./identity/identity.ts";
export { customerOf, linkSeconds, openOrderLink, signOrderLink, type OrderLink } from "./identity/order-link.ts";
export { sessionSeconds } from "./identity/session-auth.ts";
export { createTenant, listTenants, removeMembership, setMembership, type Tenant } from "./identity/tenant.ts";
export { issueTicket, useTicket } from "./identity/ticket.ts";
export { createUser, type NewUser } from "./identity/user.ts";
export { signCookie, type Membership, type User } from "./identity/who.ts";

// what exists
export type { Effective, ResolvedField, ResolvedObject, Slot } from "./effective/effective.ts";
export { createEffectives, type Effectives } from "./effective/effectives.ts";

// what is allowed
export { accessTo, type Access } from "./permissions/access.ts";

// records
export { parseQuery, type RecordQuery } from "./records/query.ts";
export type { RecordJson } from "./records/record.ts";
export { getRecord, listRecords, type RecordPage } from "./records/run.ts";
