import { openTcpProxy, targetOf, type TcpProxy } from "./tcp-proxy.ts";

export type FaultProxy = TcpProxy & {
  /** Breaks every open connection, as a failing network or a killed server does. */
  cut(): void;
  /** While true, new connections are broken at once. */
  refuse(isRefusing: boolean): void;
  /** Holds back each piece of the server's answers by so many milliseconds; 0 ends it. */
  delay(delayMs: number): void;
  /** Breaks the next connection whose server sends something: the request was done, its answer is lost. */
  loseNextAnswer(): void;
};

/** A proxy in front of `url` whose network fails when the test says so. */
export async function openFaultProxy(url: string): Promise<FaultProxy> {
  const faults = { isRefusing: false, delayMs: 0, losesNextAnswer: false };
  const proxy = await openTcpProxy(targetOf(url), ({ client, server }) => {
    if (faults.isRefusing) {
      client.destroy();
      return;
    }
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => {
      if (faults.losesNextAnswer) {
        faults.losesNextAnswer = false;
        client.destroy();
        return;
      }
      if (faults.delayMs === 0) client.write(bytes);
      else setTimeout(() => client.writable && client.write(bytes), faults.delayMs);
    });
  });
  return {
    ...proxy,
    cut() {
      for (const { client } of proxy.pairs) client.destroy();
    },
    refuse(isRefusing) {
      faults.isRefusing = isRefusing;
    },
    delay(delayMs) {
      faults.delayMs = delayMs;
    },
    loseNextAnswer() {
      faults.losesNextAnswer = true;
    },
  };
}
