// Web Push as an app sees it, with masto.js and http_ece: subscribes, gets told, decrypts, checks who sent it. And the
// grouped notifications of masto.js. Arguments come as JSON in argv[2].
import assert from "node:assert/strict";
import crypto from "node:crypto";
import http from "node:http";
import ece from "http_ece";
import { createRestAPIClient } from "masto";

const { mercy, patient, neighbour } = JSON.parse(process.argv[2]);
const pat = createRestAPIClient({ url: mercy, accessToken: patient.token });
const nina = createRestAPIClient({ url: mercy, accessToken: neighbour.token });

/** A push service: gives the requests it gets one after another. */
function pushService() {
  const waiting = [];
  const got = [];
  const server = http.createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      response.writeHead(201).end();
      const one = { headers: request.headers, body: Buffer.concat(pieces) };
      waiting.length > 0 ? waiting.shift()(one) : got.push(one);
    });
  });
  const next = () => new Promise((take, fail) => {
    if (got.length > 0) return take(got.shift());
    const late = setTimeout(() => fail(new Error("nothing was pushed within 30 s")), 30000);
    waiting.push((one) => { clearTimeout(late); take(one); });
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () =>
    ready({ next, endpoint: `http://127.0.0.1:${server.address().port}/send`, close: () => server.close() })));
}

/** The token is signed by the key that the server names (RFC 8292). */
function checkVapid(token, serverKey, audience) {
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(serverKey, "base64url");
  const key = crypto.createPublicKey({ format: "jwk", key: {
    kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") } });
  const verifies = crypto.verify("sha256", Buffer.from(`${head}.${claims}`), { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"));
  assert.ok(verifies, "the VAPID token is signed by the server's key");
  const said = JSON.parse(Buffer.from(claims, "base64url"));
  assert.equal(said.aud, audience);
  assert.ok(said.exp > Date.now() / 1000 && said.exp <= Date.now() / 1000 + 86400);
}

const service = await pushService();
const receiver = crypto.createECDH("prime256v1");
const p256dh = receiver.generateKeys().toString("base64url");
const auth = crypto.randomBytes(16);
const audience = new URL(service.endpoint).origin;
const instance = await pat.v2.instance.fetch();

for (const standard of [true, false]) {
  const subscription = await pat.v1.push.subscription.create({
    subscription: { endpoint: service.endpoint, keys: { p256dh, auth: auth.toString("base64url") }, standard },
    data: { alerts: { mention: true }, policy: "all" },
  });
  assert.equal(subscription.alerts.mention, true);
  assert.equal(subscription.serverKey, instance.configuration.vapid.publicKey);
  const me = await pat.v1.accounts.verifyCredentials();
  await nina.v1.statuses.create({ status: `@${me.username} something private about a condition`, visibility: "public" });
  const { headers, body } = await service.next();
  assert.ok(Number(headers.ttl) > 0);
  let text;
  if (standard) {
    assert.equal(headers["content-encoding"], "aes128gcm");
    text = ece.decrypt(body, { version: "aes128gcm", privateKey: receiver, authSecret: auth });
    const [, token, key] = headers.authorization.match(/^vapid t=(\S+), k=(\S+)$/);
    assert.equal(key, subscription.serverKey);
    checkVapid(token, key, audience);
  } else {
    assert.equal(headers["content-encoding"], "aesgcm");
    const salt = headers.encryption.match(/salt=([^;,]+)/)[1];
    const dh = headers["crypto-key"].match(/dh=([^;,]+)/)[1];
    text = ece.decrypt(body, { version: "aesgcm", privateKey: receiver, dh, salt, authSecret: auth });
    checkVapid(headers.authorization.match(/^WebPush (\S+)$/)[1], subscription.serverKey, audience);
  }
  const message = JSON.parse(text);
  assert.equal(message.access_token, patient.token);
  assert.equal(message.notification_type, "mention");
  assert.ok(!text.includes("condition"), "no word of the post");
  const told = await pat.v1.notifications.$select(String(message.notification_id)).fetch();
  assert.equal(told.type, "mention");
}
await pat.v1.push.subscription.remove();
service.close();

const liked = await pat.v1.statuses.create({ status: "to be liked" });
await nina.v1.statuses.$select(liked.id).favourite();
const page = await pat.v2.notifications.list({ groupedTypes: ["favourite"], limit: 10 });
const group = page.notificationGroups.find((one) => one.type === "favourite" && one.statusId === liked.id);
assert.equal(group.notificationsCount, 1);
const single = await pat.v2.notifications.$select(group.groupKey).fetch();
assert.equal(single.notificationGroups[0].groupKey, group.groupKey);
await pat.v2.notifications.$select(group.groupKey).dismiss();
const policy = await pat.v2.notifications.policy.update({ forNewAccounts: "filter" });
assert.equal(policy.forNewAccounts, "filter");
await pat.v2.notifications.policy.update({ forNewAccounts: "accept" });

const direct = await pat.v1.statuses.create({ status: `@${neighbour.user} between us`, visibility: "direct" });
const talks = await nina.v1.conversations.list();
const talk = talks.find((one) => one.lastStatus?.id === direct.id);
assert.equal(talk.unread, true);
assert.equal((await nina.v1.conversations.$select(talk.id).read()).unread, false);
console.log("push and groups: done");
