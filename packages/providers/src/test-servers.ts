import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export type TakenRequest = {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  text: string;
  form: URLSearchParams;
};
/** An answer, or the line cut after the request was taken. */
export type WireAnswer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | "cut"
  | "silent";

export type WireServer = {
  url: string;
  taken: TakenRequest[];
  /** What the next requests are answered; the last one stays. */
  answer: (request: TakenRequest) => WireAnswer;
  close(): Promise<void>;
};

/** A real HTTP server that speaks what it is told to. */
export async function startWireServer(): Promise<WireServer> {
  const sockets = new Set<() => void>();
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const taken: TakenRequest = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        text: body,
        form: new URLSearchParams(body),
      };
      wire.taken.push(taken);
      const answer = wire.answer(taken);
      if (answer === "cut") return void request.socket.destroy();
      if (answer === "silent") return void sockets.add(() => request.socket.destroy());
      response
        .writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
        .end(JSON.stringify(answer.body ?? null));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const wire: WireServer = {
    url: `http://127.0.0.1:${port}`,
    taken: [],
    answer: () => ({ status: 500 }),
    close: async () => {
      for (const cut of sockets) cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return wire;
}

/** What a mail server says at a step of the conversation: a refusal, the line cut, or nothing against it. */
export type SmtpMood = { recipient?: SmtpRefusal; content?: SmtpRefusal | "cut" };
type SmtpRefusal = { code: number; text: string };

export type MailServer = {
  url: string;
  taken: { to: string[]; content: string }[];
  mood: SmtpMood;
  close(): Promise<void>;
};

/** A real SMTP server on this machine. */
export async function startMailServer(): Promise<MailServer> {
  const refusal = ({ code, text: said }: SmtpRefusal) =>
    Object.assign(new Error(said), { responseCode: code });
  const connections = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (_address, _session, done) => {
      const { recipient } = mail.mood;
      done(recipient === undefined ? null : refusal(recipient));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { content: mood } = mail.mood;
        if (mood === "cut") return cut();
        if (mood !== undefined) return done(refusal(mood));
        const content = Buffer.concat(chunks).toString();
        mail.taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), content });
        done();
      });
    },
  });
  server.on("error", () => {});
  server.server.on("connection", (socket) => {
    const end = () => void socket.destroy();
    connections.add(end);
    socket.once("close", () => connections.delete(end));
  });
  const cut = () => {
    for (const end of connections) end();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    taken: [],
    mood: {},
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  return mail;
}
