/** The other side of `Peer`: answers JSON lines until the input ends. */
import { createInterface } from "node:readline";
import type { Reply } from "./peer.js";

export async function serve(
  answers: Readonly<Record<string, (question: Reply) => Reply | Promise<Reply>>>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    let reply: Reply;
    try {
      const question = JSON.parse(line) as Reply;
      reply = await answers[question["cmd"] as string]!(question);
    } catch (error) {
      reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
