import { connect, type Socket } from "node:net";
import { DatabaseUnavailable } from "./errors.ts";

/** What the driver gives to its `socket` option; of several hosts the first is taken. */
export interface Target {
  readonly host: readonly string[];
  readonly port: readonly number[];
}

/**
 * A connected socket, for the `socket` option of a client that is thrown away when this fails.
 * Ours, so that it can be cut at once and never lingers towards a server that does not answer.
 * @throws DatabaseUnavailable "CONNECT_TIMEOUT" after `connectMs`, or the socket's own error
 */
export function dial({ host: [host], port: [port] }: Target, connectMs = 2_000): Promise<Socket> {
  return new Promise((connected, failed) => {
    const socket = host!.startsWith("/") ? connect(`${host!}/.s.PGSQL.${port!}`) : connect({ host: host!, port: port!, noDelay: true });
    const timer = setTimeout(() => socket.destroy(new DatabaseUnavailable("CONNECT_TIMEOUT")), connectMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      failed(error);
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      // The driver reads the name from here when it checks a certificate.
      connected(Object.assign(socket, { host, port }));
    });
  });
}
