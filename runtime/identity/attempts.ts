/** Counts failed sign-ins. Keys are taken from the connection and the account, never from a header a caller may rotate. */
export interface Attempts {
  /** Counts an attempt as failed until it is forgiven. → seconds to wait, 0 = go on. */
  begin(peer: string, account: string): number;
  /** It was the right password: this attempt does not count. */
  forgive(peer: string, account: string): void;
}

interface Window {
  since: number;
  count: number;
}

const windowMs = 5 * 60_000;
/** Attempts within five minutes: one peer on one account, one peer on all accounts, all peers on one account. */
export const attemptLimits = { pair: 10, peer: 60, account: 100 } as const;
const mostKept = 50_000;

/** Counts attempts to sign in, see `Attempts`. `now`: ms, for tests. */
export function countAttempts(now: () => number = () => performance.now()): Attempts {
  const windows = new Map<string, Window>();

  function current(key: string): Window {
    const at = now();
    const found = windows.get(key);
    if (found !== undefined && at - found.since < windowMs) return found;
    if (windows.size >= mostKept)
      for (const [old, window] of windows) if (at - window.since >= windowMs || windows.size >= mostKept) windows.delete(old);
    const fresh = { since: at, count: 0 };
    windows.set(key, fresh);
    return fresh;
  }
  const keys = (peer: string, account: string) => [
    { window: current(`pair ${peer} ${account}`), most: attemptLimits.pair },
    { window: current(`peer ${peer}`), most: attemptLimits.peer },
    { window: current(`account ${account}`), most: attemptLimits.account },
  ];

  return {
    begin(peer, account) {
      const all = keys(networkOf(peer), account);
      const full = all.filter(({ window, most }) => window.count >= most);
      if (full.length > 0) return Math.max(...full.map(({ window }) => Math.ceil((window.since + windowMs - now()) / 1_000)), 1);
      for (const { window } of all) window.count++;
      return 0;
    },
    forgive(peer, account) {
      for (const { window } of keys(networkOf(peer), account)) window.count = Math.max(0, window.count - 1);
    },
  };
}

/** One account, however it is written: compatibility forms, case and blanks do not count. */
export const accountOf = (email: string): string => email.normalize("NFKC").trim().toLowerCase();

/** Whom an address stands for: an IPv4 address itself, of an IPv6 address its /64, which one customer has whole. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const last = tail === "" ? [] : tail.split(":");
    while (groups.length + last.length < 8) groups.push("0");
    groups.push(...last);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
