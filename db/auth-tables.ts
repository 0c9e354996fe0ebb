import { account } from "./tables/account.ts";
import { session } from "./tables/session.ts";
import { user } from "./tables/user.ts";
import { verification } from "./tables/verification.ts";

/** What better-auth's adapter is given, under the names it asks for. */
export const authTables = { user, session, account, verification };
