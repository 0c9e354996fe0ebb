import ipaddr from "ipaddr.js";

/** IPv4 addresses written as IPv6 without saying so (deprecated, RFC 4291 §2.5.5.1): ipaddr.js takes them for ordinary ones. */
const compatible = ipaddr.IPv6.parseCIDR("::/96");

/** Networks that may be reached although they are not public: "10.1.0.0/16" and the like, from the operator's settings. */
export type Allowed = readonly string[];

/**
 * Whether a connection to this address leads to the public Internet: not to this machine, its neighbours, or anything that stands for them
 * in another notation (mapped, compatible, 6to4, NAT64, Teredo).
 */
export function isPublic(address: string, allowed: Allowed = []): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (isAllowed(address, allowed)) return true;
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || !(parsed as ipaddr.IPv6).match(compatible);
}

/** Whether the operator's settings name the address, public or not. */
export const isAllowed = (address: string, allowed: Allowed): boolean =>
  ipaddr.isValid(address) && allowed.some((network) => within(ipaddr.process(address), network));

function within(address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(network);
  return base.kind() === address.kind() && address.match(base as never, bits as never);
}

/** The networks of a setting such as "10.1.0.0/16,192.168.1.4/32". @throws on anything else: a guard that was set up wrongly must not be half on. */
export function readAllowed(setting: string | undefined): Allowed {
  const networks = (setting ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
  for (const network of networks) {
    try {
      ipaddr.parseCIDR(network);
    } catch {
      throw new Error(`"${network}" is no network such as 10.1.0.0/16`);
    }
  }
  return networks;
}
