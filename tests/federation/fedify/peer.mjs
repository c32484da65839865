// A small server made of Fedify, for one person ("alice"). Reads commands as JSON lines on stdin, answers as JSON lines on stdout:
//   {"n": 1, "do": "post", "text": "..."}  ->  {"n": 1, "is": ...} or {"n": 1, "failed": "..."}
// The first line it writes is {"ready": id of alice, "runs": version of Node.js}. argv[2]:
// {name, port, firstKnock, key?, certificate?, listen?, queue?}; `listen`: the port behind a proxy that others reach as `port`;
// `queue`: what cannot be sent is tried again.
import { readFileSync } from "node:fs";
import { createServer as createPlain } from "node:http";
import { createServer as createTls } from "node:https";
import { createInterface } from "node:readline";
import { Temporal } from "@js-temporal/polyfill";
import {
  createExponentialBackoffPolicy, createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore, verifyObject,
} from "@fedify/fedify";
import {
  Accept, Activity, Announce, Article, Create, Delete, Endpoints, Follow, Like, Mention, Move, Note, Person, PUBLIC_COLLECTION, Tombstone, Undo, Update,
} from "@fedify/vocab";

const { name, port, firstKnock, key, certificate, listen, queue } = JSON.parse(process.argv[2]);
const origin = `${key ? "https" : "http"}://${name}:${port}`;
const identifier = "alice";
const keyPairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const received = []; // activities that Fedify verified
const requests = []; // what came in, whether verified or not
const followers = new Map();
const notes = new Map();
let counter = 0;
const fresh = (kind) => new URL(`${origin}/${kind}/${++counter}`);

// Tried again every few seconds, without the rest of half an hour that a server which failed is given otherwise.
const patient = {
  queue: { outbox: new InProcessMessageQueue() },
  outboxRetryPolicy: createExponentialBackoffPolicy({ maxDelay: { seconds: 4 }, maxAttempts: 1000 }),
  circuitBreaker: false,
};
const federation = createFederation({
  kv: new MemoryKvStore(), origin, allowPrivateAddress: true, firstKnock, ...(queue ? patient : {}),
});
if (queue) federation.startQueue();

federation
  .setActorDispatcher("/people/{identifier}", async (context, who) => {
    if (who !== identifier) return null;
    const pairs = await context.getActorKeyPairs(who);
    return new Person({
      id: context.getActorUri(who),
      preferredUsername: who,
      name: "Alice of Fedify",
      url: context.getActorUri(who),
      inbox: context.getInboxUri(who),
      outbox: context.getOutboxUri(who),
      followers: context.getFollowersUri(who),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher((_context, who) => (who === identifier ? keyPairs : []));
federation.setObjectDispatcher(Note, "/notes/{number}", (_context, { number }) => notes.get(`${origin}/notes/${number}`) ?? null);
federation.setOutboxDispatcher("/people/{identifier}/outbox", () => ({ items: [] }));
federation.setFollowersDispatcher("/people/{identifier}/followers", () => ({ items: [...followers.values()] }));
federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
  software: { name: "fedify-test", version: "1.0.0" },
  protocols: ["activitypub"],
  usage: { users: { total: 1 }, localPosts: 0, localComments: 0 },
}));
federation
  .setInboxListeners("/people/{identifier}/inbox", "/inbox")
  .setSharedKeyDispatcher(() => ({ identifier }))
  .on(Follow, async (context, follow) => {
    const follower = await follow.getActor(context);
    if (!follower?.id) throw new Error("a Follow by nobody");
    followers.set(follower.id.href, follower);
    await keep(follow);
    await send(context, follower, new Accept({ id: fresh("accepts"), actor: context.getActorUri(identifier), object: follow }));
  })
  .on(Activity, (_context, activity) => keep(activity));

async function keep(activity) {
  received.push({ type: activity.constructor.name, id: activity.id?.href, json: await activity.toJsonLd() });
}

function send(context, to, activity) {
  return context.sendActivity({ identifier }, to, activity, { immediate: !queue, preferSharedInbox: true });
}

const context = () => federation.createContext(new URL(origin), undefined);
const me = () => context().getActorUri(identifier);

/** Somebody or something of another server, read with alice's signature. */
async function look(url) {
  const documentLoader = await context().getDocumentLoader({ identifier });
  const found = await context().lookupObject(url, { documentLoader });
  if (!found) throw new Error(`${url} cannot be looked up`);
  return found;
}

function makeNote(id, text, { mentions = [], replyTo } = {}) {
  return new Note({
    id,
    attribution: me(),
    content: text,
    to: PUBLIC_COLLECTION,
    ccs: [context().getFollowersUri(identifier), ...mentions.map((person) => person.id)],
    tags: mentions.map((person) => new Mention({ href: person.id, name: `@${person.preferredUsername}` })),
    replyTarget: replyTo ? new URL(replyTo) : undefined,
    published: Temporal.Now.instant(),
  });
}

const audience = (note) => ({ tos: [...note.toIds], ccs: [...note.ccIds] });

const commands = {
  received: () => received,
  requests: () => requests,
  notes: () => [...notes].map(([id, note]) => ({ id, content: String(note.content) })),
  lookup: async ({ url }) => (await look(url)).toJsonLd(),
  /** Whether Fedify finds the integrity proof of an Article (FEP-8b32) good; `spoil` changes a member of it before. */
  async verify({ url, spoil }) {
    const documentLoader = await context().getDocumentLoader({ identifier });
    const { document } = await documentLoader(url);
    const proven = document.proof?.cryptosuite ?? null;
    const read = spoil ? { ...document, [spoil]: `${document[spoil]} and more` } : document;
    const found = await verifyObject(Article, read, { documentLoader, contextLoader: context().contextLoader });
    return { proven, verified: found !== null, name: document.name };
  },
  webfinger: ({ handle }) => context().lookupWebFinger(handle),
  async follow({ who }) {
    const target = await look(who);
    const follow = new Follow({ id: fresh("follows"), actor: me(), object: target.id, to: target.id });
    await send(context(), target, follow);
    return follow.id.href;
  },
  async unfollow({ who, follow }) {
    const target = await look(who);
    const undone = new Follow({ id: new URL(follow), actor: me(), object: target.id });
    await send(context(), target, new Undo({ id: fresh("undos"), actor: me(), object: undone, to: target.id }));
  },
  async post({ text, mentions = [], replyTo }) {
    const people = await Promise.all(mentions.map(look));
    const note = makeNote(fresh("notes"), text, { mentions: people, replyTo });
    notes.set(note.id.href, note);
    const create = new Create({ id: fresh("creates"), actor: me(), object: note, ...audience(note) });
    await send(context(), "followers", create);
    if (people.length > 0) await send(context(), people, create);
    return note.id.href;
  },
  async update({ note, text }) {
    const changed = notes.get(note).clone({ content: text, updated: Temporal.Now.instant() });
    notes.set(note, changed);
    await send(context(), "followers", new Update({ id: fresh("updates"), actor: me(), object: changed, ...audience(changed) }));
  },
  async delete({ note }) {
    notes.delete(note);
    const gone = new Tombstone({ id: new URL(note) });
    await send(context(), "followers", new Delete({ id: fresh("deletes"), actor: me(), object: gone, to: PUBLIC_COLLECTION }));
  },
  async like({ note }) {
    const author = await (await look(note)).getAttribution({ documentLoader: await context().getDocumentLoader({ identifier }) });
    await send(context(), author, new Like({ id: fresh("likes"), actor: me(), object: new URL(note), to: author.id }));
  },
  async announce({ note }) {
    const author = await (await look(note)).getAttribution({ documentLoader: await context().getDocumentLoader({ identifier }) });
    const announce = new Announce({
      id: fresh("announces"), actor: me(), object: new URL(note), to: PUBLIC_COLLECTION, ccs: [context().getFollowersUri(identifier), author.id],
      published: Temporal.Now.instant(),
    });
    await send(context(), "followers", announce);
    await send(context(), author, announce);
  },
  async move({ to, followers: whom }) {
    const people = await Promise.all(whom.map(look));
    const move = new Move({
      id: fresh("moves"), actor: me(), object: me(), target: new URL(to), to: context().getFollowersUri(identifier),
    });
    await send(context(), people, move);
  },
};

async function answer(incoming, outgoing) {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const request = new Request(new URL(incoming.url, origin), {
    method: incoming.method, headers: incoming.headers, body: body.length > 0 ? body : undefined,
  });
  let response;
  try {
    response = await federation.fetch(request, { contextData: undefined });
  } catch (error) {
    response = new Response(String(error?.stack ?? error), { status: 500 });
  }
  requests.push({ method: incoming.method, target: incoming.url, headers: incoming.headers, body: body.toString(), status: response.status });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
}

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const server = key ? createTls({ key: readFileSync(key), cert: readFileSync(certificate) }, answer) : createPlain(answer);
server.listen(listen ?? port, "127.0.0.1", () => say({ ready: me().href, runs: process.version }));

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const { n, do: name_, ...given } = JSON.parse(line);
  try {
    say({ n, is: (await commands[name_](given)) ?? null });
  } catch (error) {
    say({ n, failed: String(error?.stack ?? error) });
  }
});
lines.on("close", () => process.exit(0));
