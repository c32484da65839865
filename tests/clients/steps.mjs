// Numbered steps of a scenario. The first that fails ends it, and says what was expected and what was seen.
import { inspect, isDeepStrictEqual } from "node:util";

const least = 25;

class Unexpected extends Error {
  constructor(what, expected, seen) {
    super(what);
    Object.assign(this, { expected, seen });
  }
}

const shown = (value) => inspect(value, { depth: 3, breakLength: 120, maxArrayLength: 10, maxStringLength: 600 });
const indented = (text) => text.replaceAll("\n", "\n       ");

export class Scenario {
  #name;
  #number = 0;

  constructor(name) {
    this.#name = name;
  }

  /** Does one thing as a person would; what `work` gives is given back. */
  async step(what, work) {
    this.#number += 1;
    try {
      const result = await work();
      console.log(`${String(this.#number).padStart(5)}. ${what}`);
      return result;
    } catch (error) {
      const expected = error instanceof Unexpected ? `${error.message}: ${shown(error.expected)}` : "no error";
      const seen = error instanceof Unexpected ? shown(error.seen) : error.stack ?? shown(error);
      console.log(`FAIL ${this.#number}. ${what}\n     expected: ${indented(expected)}\n     seen: ${indented(seen)}`);
      return process.exit(1);
    }
  }

  finish() {
    if (this.#number < least) {
      console.log(`FAIL ${this.#name}: ${this.#number} steps, at least ${least} are expected`);
      process.exit(1);
    }
    console.log(`${this.#name}: ${this.#number} steps`);
    process.exit(0);
  }
}

/** `seen` is `wanted`. */
export function same(what, seen, wanted) {
  if (!isDeepStrictEqual(seen, wanted)) throw new Unexpected(what, wanted, seen);
}

/** The list holds something that fits; that. */
export function one(what, list, fits) {
  const found = list.find(fits);
  if (!found) throw new Unexpected(what, "among them", list);
  return found;
}

/** Nothing of the list fits. */
export function none(what, list, fits) {
  const found = list.find(fits);
  if (found) throw new Unexpected(what, "not among them", found);
}

/** The text holds the piece. */
export function says(what, text, piece) {
  if (!text?.includes(piece)) throw new Unexpected(what, piece, text);
}

/** The promise fails in a way that fits; the error. */
export async function fails(what, promise, fits) {
  const seen = await promise.then((answer) => ({ answer }), (error) => ({ error }));
  if (!seen.error || !fits(seen.error)) throw new Unexpected(what, "refused", seen.error ?? seen.answer);
  return seen.error;
}

/** Asks until the answer is true, and gives it; else fails with the last answer. */
export async function eventually(what, look, seconds = 30) {
  const limit = seconds * Number(process.env.TEST_PATIENCE ?? 1);
  let seen;
  for (const end = Date.now() + limit * 1000; Date.now() < end; ) {
    seen = await look();
    if (seen) return seen;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Unexpected(what, `within ${limit} s`, seen);
}

/** A green square of eight pixels. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mNQaHDAihiGlgQA2gM4AXmJHxcAAAAASUVORK5CYII=", "base64");

/** What a reader sees of a post's HTML. */
export const plain = (html) => html.replace(/<[^>]*>/g, " ").replace(/&#39;/g, "'").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
