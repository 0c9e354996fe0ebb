import { writeFile } from "node:fs/promises";
import { generateClient, type Description } from "./generate.ts";

/** Largest description that is read: a tenant with many hundreds of objects. */
const mostBytes = 64 * 1_048_576;

export interface ClientWanted {
  readonly url: string;
  readonly key: string;
  /** file to write; absent = standard output */
  readonly out?: string | undefined;
}

/** Reads a tenant's description as the key may see it and writes a client of it. @throws with the API's own words when it refuses */
export async function writeClient({ url, key, out }: ClientWanted): Promise<void> {
  const address = new URL("/api/v1/openapi.json", url);
  const answer = await ask(address, {
    headers: { authorization: `Bearer ${key}` },
    redirect: "error",
    signal: AbortSignal.timeout(60_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${address.href} answered ${answer.status}: ${detailOf(text)}`);
  if (text.length > mostBytes) throw new Error(`${address.href} answered more than ${mostBytes} bytes.`);
  const client = generateClient(JSON.parse(text) as Description);
  if (out === undefined) process.stdout.write(client);
  else await writeFile(out, client);
}

const ask = (address: URL, init: RequestInit): Promise<Response> =>
  fetch(address, init).catch((error: unknown) => {
    throw new Error(`${address.origin} cannot be asked: ${String((error as Error).cause ?? error)}`);
  });

function detailOf(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? "");
  } catch {
    return "";
  }
}
