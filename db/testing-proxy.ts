import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Proxy {
  /** `url` with the proxy in its way. */
  readonly url: string;
  /** How many times the client spoke after the server had answered: round trips, since the last reset. */
  trips(): number;
  reset(): void;
  /** From now on nothing is passed on, in neither direction, and nobody is told. */
  swallow(yes: boolean): void;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** A TCP proxy that counts round trips. It holds each direction back for `delayMs`, so that what is sent without waiting arrives together. */
export async function openProxy(url: string, delayMs = 15): Promise<Proxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let trips = 0;
  let swallowing = false;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let clientSpeaks = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (data) => {
      if (swallowing) return;
      if (!clientSpeaks) trips++;
      clientSpeaks = true;
      void sleep(delayMs).then(() => upstream.write(data));
    });
    upstream.on("data", (data) => {
      if (swallowing) return;
      void sleep(delayMs).then(() => {
        clientSpeaks = false;
        client.write(data);
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    trips: () => trips,
    reset: () => void (trips = 0),
    swallow: (yes) => void (swallowing = yes),
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
