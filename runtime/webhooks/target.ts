import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { problem, type Problem } from "#metadata";
import { isAllowed, isPublic, type Allowed } from "../safe-fetch/address.ts";

const forbidden = (message: string): Problem =>
  problem("address_forbidden", "/url", message, { help: "Give an https address on the public Internet, without name and password." });

/**
 * Why nothing may be sent to an address; undefined: it may. Looked at when somebody names it, so that he learns of it; what it leads to is
 * looked at again with every connection. Without https only what the operator's networks hold.
 */
export async function targetProblem(address: string, allowed: Allowed): Promise<Problem | undefined> {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return forbidden("This is no https address.");
  if (url.username !== "" || url.password !== "") return forbidden("An address may hold no name and password.");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const found = isIP(host) === 0 ? await addressesOf(host) : [host];
  // a name that leads nowhere yet may be made tomorrow
  if (found.some((each) => !isPublic(each, allowed))) return forbidden("The address leads to where nothing may be sent.");
  const named = found.length > 0 && found.every((each) => isAllowed(each, allowed));
  return url.protocol === "http:" && !named ? forbidden("Events are sent over https.") : undefined;
}

async function addressesOf(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
