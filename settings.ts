import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readAllowed, usualFileLimits, type FileLimits, type S3Settings } from "#runtime";

/** How an installation is set up: what the environment says, and the secret that it keeps itself. */
export interface Settings {
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string | undefined;
  readonly publicUrl: string | undefined;
  /** undefined: taken from the data directory, made when it is not there */
  readonly secret: string | undefined;
  readonly demo: boolean;
  readonly dataDir: string;
  /** undefined: files lie in the data directory */
  readonly s3: S3Settings | undefined;
  readonly fileLimits: FileLimits;
  /** most bytes of compiled decision tables that the process holds */
  readonly tableBytes: number;
  /** networks that outgoing requests may reach although they are not public */
  readonly outgoingAllow: readonly string[];
  readonly logLevel: string;
}

/** A start that cannot be: what is wrong in plain words, for the person at the terminal. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** Environment → settings. @throws CannotStart with every complaint at once. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const complaints: string[] = [];
  const value: Value = (name) => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const urlOf = (name: string, protocols: readonly string[]): URL | undefined => {
    const text = value(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && protocols.includes(url.protocol)) return url;
    complaints.push(`${name} must be an address that begins with ${protocols.map((each) => `${each}//`).join(" or ")}`);
    return undefined;
  };

  urlOf("DATABASE_URL", ["postgres:", "postgresql:"]);
  const databaseUrl = value("DATABASE_URL");
  const publicUrl = urlOf("PUBLIC_URL", ["http:", "https:"]);
  if (publicUrl !== undefined && (publicUrl.pathname !== "/" || publicUrl.search !== "")) complaints.push("PUBLIC_URL must have no path");
  const port = value("PORT") ?? "3000";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) complaints.push(`PORT must be a number from 0 to 65535, not "${port}"`);
  const secret = value("SECRET");
  if (secret !== undefined && secret.length < 32) complaints.push("SECRET must have at least 32 characters: openssl rand -base64 48");
  if (secret === undefined && databaseUrl !== undefined) {
    complaints.push("SECRET is required when DATABASE_URL is set: openssl rand -base64 48, and keep it");
  }
  const demo = value("DEMO");
  if (demo !== undefined && demo !== "0" && demo !== "1") complaints.push(`DEMO must be 1 or 0, not "${demo}"`);
  const logLevel = value("LOG_LEVEL") ?? "info";
  const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
  if (!levels.includes(logLevel)) complaints.push(`LOG_LEVEL must be one of ${levels.join(", ")}`);
  const s3 = readS3(value, complaints);
  const fileLimits = readFileLimits(value, complaints);
  const tableBytes = readWhole(value, complaints, "TABLES_MIB", 65_536, 1024 ** 2, 256 * 1024 ** 2);
  let outgoingAllow: readonly string[] = [];
  try {
    outgoingAllow = readAllowed(value("OUTGOING_ALLOW"));
  } catch (fault) {
    complaints.push(`OUTGOING_ALLOW must be networks by comma, such as 10.1.0.0/16: ${(fault as Error).message}`);
  }
  if (complaints.length > 0)
    throw new CannotStart(`These settings must be corrected (see .env.example):\n${complaints.map((each) => `  - ${each}`).join("\n")}`);

  return {
    databaseUrl,
    port: Number(port),
    host: value("HOST"),
    publicUrl: publicUrl?.origin,
    secret,
    demo: demo === undefined ? databaseUrl === undefined : demo === "1",
    dataDir: resolve(value("DATA_DIR") ?? ".data"),
    s3,
    fileLimits,
    tableBytes,
    outgoingAllow,
    logLevel,
  };
}

type Value = (name: string) => string | undefined;

/** FILES=s3 and what it needs. {bucket} in the endpoint stands where the bucket belongs into the host. */
function readS3(value: Value, complaints: string[]): S3Settings | undefined {
  const kind = value("FILES") ?? "local";
  if (kind !== "local" && kind !== "s3") complaints.push(`FILES must be local or s3, not "${kind}"`);
  if (kind !== "s3") return undefined;
  const needed = (name: string): string => {
    const found = value(name);
    if (found === undefined) complaints.push(`${name} is required when FILES is s3`);
    return found ?? "";
  };
  const endpoint = needed("S3_ENDPOINT");
  if (endpoint !== "" && !/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
    complaints.push("S3_ENDPOINT must be an address such as https://s3.eu-central-1.amazonaws.com");
  return {
    endpoint,
    bucket: needed("S3_BUCKET"),
    region: value("S3_REGION") ?? "us-east-1",
    accessKeyId: needed("S3_ACCESS_KEY_ID"),
    secretAccessKey: needed("S3_SECRET_ACCESS_KEY"),
  };
}

/** S3 takes no more in one piece, and a tenant's total is a number that JavaScript counts exactly. */
function readFileLimits(value: Value, complaints: string[]): FileLimits {
  return {
    fileBytes: readWhole(value, complaints, "FILE_MIB", 5_120, 1024 ** 2, usualFileLimits.fileBytes),
    tenantBytes: readWhole(value, complaints, "TENANT_FILES_GIB", 1_000_000, 1024 ** 3, usualFileLimits.tenantBytes),
  };
}

/** A whole number from 1 to `most` of so many bytes as the unit has. */
function readWhole(value: Value, complaints: string[], name: string, most: number, unit: number, otherwise: number): number {
  const text = value(name);
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= most) return Number(text) * unit;
  complaints.push(`${name} must be a whole number from 1 to ${most}, not "${text}"`);
  return otherwise;
}

/** The secret of an installation with the embedded database: made once, readable by its owner alone. */
export function keptSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "secret");
  try {
    writeFileSync(path, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (fault) {
    if ((fault as { code?: string }).code !== "EEXIST") throw fault;
  }
  return readFileSync(path, "utf8").trim();
}
