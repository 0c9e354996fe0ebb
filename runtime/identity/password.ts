import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

export interface Passwords {
  /** → "salt:key", both hexadecimal */
  hash(password: string): Promise<string>;
  verify(given: { hash: string; password: string }): Promise<boolean>;
}

/** OWASP's figure for scrypt with 32 MiB: N = 2^15, r = 8, p = 3. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 } as const;
const keyBytes = 64;

/** Only `atOnce` run together: hashing is the most expensive thing a stranger can ask for. */
export function createPasswords(atOnce = 2): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function derive(password: string, salt: Buffer): Promise<Buffer> {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await new Promise((resolve, reject) =>
        scrypt(password.normalize("NFKC"), salt, keyBytes, cost, (fault, key) => (fault === null ? resolve(key) : reject(fault))),
      );
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(16);
      return `${salt.toString("hex")}:${(await derive(password, salt)).toString("hex")}`;
    },
    async verify({ hash, password }) {
      const [salt, key] = hash.split(":");
      if (salt === undefined || key === undefined) return false;
      const wanted = Buffer.from(key, "hex");
      const given = await derive(password, Buffer.from(salt, "hex"));
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
  };
}
