import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: any;
}

/** What a receiver says to one delivery; undefined: it never answers. */
export type Says = (
  received: Received,
) => { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string } | undefined | Promise<any>;

/** A real receiver on this machine that remembers what it got. */
export async function receiver(): Promise<{
  readonly url: string;
  readonly port: number;
  readonly got: Received[];
  says: Says;
  /** Settles when so many have come. */
  readonly until: (count: number) => Promise<void>;
  close(): void;
}> {
  const got: Received[] = [];
  const self = { says: (() => ({ status: 204 })) as Says };
  const server: Server = createServer((request, answer) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const received = { path: request.url ?? "", headers: request.headers, text, body: text === "" ? undefined : JSON.parse(text) };
      got.push(received);
      void Promise.resolve(self.says(received)).then((said) => {
        if (said !== undefined) answer.writeHead(said.status, said.headers).end(said.text);
      });
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return Object.assign(self, {
    url: `http://127.0.0.1:${port}`,
    port,
    got,
    async until(count: number) {
      for (let tries = 0; got.length < count; tries++) {
        if (tries > 400) throw new Error(`${got.length} of ${count} deliveries came`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
