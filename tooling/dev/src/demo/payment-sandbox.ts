/** The payment sandbox as people and their banks play it, and as a provider's dashboard. Every call throws when it is refused. */
export class PaymentSandbox {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async text(path: string, key?: string): Promise<string> {
    return (await this.#ask(path, key === undefined ? {} : { headers: authorized(key) })).text();
  }

  async get<T>(path: string, key?: string): Promise<T> {
    // Its README says what it answers.
    return JSON.parse(await this.text(path, key)) as T;
  }

  post(path: string, body: object): Promise<void> {
    return this.#send("POST", path, body);
  }

  put(path: string, body: object): Promise<void> {
    return this.#send("PUT", path, body);
  }

  async #send(method: string, path: string, body: object): Promise<void> {
    await this.#ask(path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** Calls the provider's API as its clients do. */
  async form<T>(path: string, key: string, fields: Readonly<Record<string, string>>): Promise<T> {
    const request = { method: "POST", headers: authorized(key), body: new URLSearchParams(fields) };
    return (await (await this.#ask(path, request)).json()) as T;
  }

  async #ask(path: string, request: RequestInit): Promise<Response> {
    const answer = await fetch(`${this.#url}${path}`, {
      ...request,
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.ok) return answer;
    throw new Error(`the payment sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
  }
}

const patienceMs = 30_000;

const authorized = (key: string) => ({ authorization: `Bearer ${key}` });
